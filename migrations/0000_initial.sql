CREATE TABLE `applications` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`uid` text,
	`name` text NOT NULL,
	`throttle_rate` integer,
	`metadata` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `applications_org_uid` ON `applications` (`org`,`uid`);--> statement-breakpoint
CREATE INDEX `applications_org_id` ON `applications` (`org`,`id`);--> statement-breakpoint
CREATE TABLE `endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`app` text NOT NULL,
	`uid` text,
	`url` text NOT NULL,
	`description` text NOT NULL,
	`disabled` integer NOT NULL,
	`throttle_rate` integer,
	`version` integer,
	`metadata` text NOT NULL,
	`event_types` text,
	`channels` text,
	`secrets` text NOT NULL,
	`headers` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `endpoints_app_uid` ON `endpoints` (`app`,`uid`);--> statement-breakpoint
CREATE INDEX `endpoints_app_id` ON `endpoints` (`app`,`id`);--> statement-breakpoint
CREATE TABLE `event_types` (
	`org` text NOT NULL,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`archived` integer NOT NULL,
	`deprecated` integer NOT NULL,
	`schemas` text,
	`feature_flags` text,
	`group_name` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org`, `name`)
);
