CREATE TABLE `revocations` (
	`app` text NOT NULL,
	`token` text NOT NULL,
	`issued_before` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`app`, `token`)
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`org` text PRIMARY KEY NOT NULL,
	`brand` text DEFAULT '{}' NOT NULL,
	`language` text,
	`portal_origins` text DEFAULT '[]' NOT NULL,
	`endpoint_defaults` text DEFAULT '{}' NOT NULL,
	`watched_until` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
