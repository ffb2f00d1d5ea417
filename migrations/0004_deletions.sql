CREATE TABLE `deleted_endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`app` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `deleted_endpoints_app_id` ON `deleted_endpoints` (`app`,`id`);