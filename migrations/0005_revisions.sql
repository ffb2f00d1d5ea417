ALTER TABLE `applications` ADD `revision` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `revision` integer DEFAULT 0 NOT NULL;