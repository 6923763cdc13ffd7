CREATE TABLE `placed_runs` (
	`run_id` text PRIMARY KEY NOT NULL,
	`place` text NOT NULL,
	`key` text NOT NULL,
	`lane` text NOT NULL,
	`members` integer NOT NULL,
	`inputs` integer NOT NULL,
	`usage` text NOT NULL,
	`events` integer DEFAULT 0 NOT NULL
);
