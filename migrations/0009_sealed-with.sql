ALTER TABLE `endpoints` ADD `sealed_with` text;--> statement-breakpoint
CREATE INDEX `endpoints_sealed_with_id` ON `endpoints` (`sealed_with`,`id`);