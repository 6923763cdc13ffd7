CREATE TABLE `provider_quota` (
	`provider` text NOT NULL,
	`login` text NOT NULL,
	`period` text NOT NULL,
	`used_percent` real NOT NULL,
	`resets_at` integer,
	`seen_at` integer NOT NULL,
	PRIMARY KEY(`provider`, `login`, `period`)
);
--> statement-breakpoint
ALTER TABLE `runs` ADD `login` text;