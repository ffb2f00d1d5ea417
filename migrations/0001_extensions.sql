CREATE TABLE `plans` (
	`org` text NOT NULL,
	`name` text NOT NULL,
	`max_endpoints` integer,
	`feature_flags` text,
	`retention_days` integer,
	`max_throttle_rate` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org`, `name`)
);
--> statement-breakpoint
ALTER TABLE `applications` ADD `plan` text;--> statement-breakpoint
ALTER TABLE `applications` ADD `webhooks_enabled` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `extensions` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `auth` text;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `confirmed_email` text;--> statement-breakpoint
ALTER TABLE `event_types` ADD `extensions` text DEFAULT '{}' NOT NULL;