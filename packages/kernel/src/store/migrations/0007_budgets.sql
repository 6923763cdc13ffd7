CREATE TABLE `budget_states` (
	`scope` text NOT NULL,
	`period` text NOT NULL,
	`extra_tokens` integer DEFAULT 0 NOT NULL,
	`extra_nano_usd` integer DEFAULT 0 NOT NULL,
	`extra_runs` integer DEFAULT 0 NOT NULL,
	`extra_ms` integer DEFAULT 0 NOT NULL,
	`warned` integer DEFAULT 0 NOT NULL,
	`noticed` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`period`, `scope`)
);
--> statement-breakpoint
CREATE TABLE `budget_stops` (
	`message_row_id` integer PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`stopped_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `budget_stops_time` ON `budget_stops` (`stopped_at`,`scope`);--> statement-breakpoint
CREATE TABLE `usage_days` (
	`day` text NOT NULL,
	`agent_id` text NOT NULL,
	`team_id` text NOT NULL,
	`runs` integer DEFAULT 0 NOT NULL,
	`tokens` integer DEFAULT 0 NOT NULL,
	`nano_usd` integer DEFAULT 0 NOT NULL,
	`ms` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`day`, `agent_id`, `team_id`)
);
--> statement-breakpoint
ALTER TABLE `conversations` ADD `budget` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `budget_root` text;--> statement-breakpoint
CREATE INDEX `conversations_budget_root` ON `conversations` (`budget_root`) WHERE budget_root IS NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `active_ms` integer;