CREATE TABLE `graph_locks` (
	`graph_id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`pid` integer NOT NULL,
	`pid_start` text
);
--> statement-breakpoint
CREATE TABLE `graph_records` (
	`graph_id` text NOT NULL,
	`seq` integer NOT NULL,
	`record` text NOT NULL,
	PRIMARY KEY(`graph_id`, `seq`)
);
