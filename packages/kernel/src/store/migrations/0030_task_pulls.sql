CREATE TABLE `task_pulls` (
	`task_id` text PRIMARY KEY NOT NULL,
	`branch` text NOT NULL,
	`target` text NOT NULL,
	`remote` text NOT NULL,
	`tree` text NOT NULL,
	`pushed` text NOT NULL,
	`pushed_at` integer NOT NULL,
	`number` integer,
	`url` text,
	`state` text NOT NULL,
	`facts` text NOT NULL,
	`problem` text,
	`sent_comment` integer DEFAULT 0 NOT NULL,
	`sent_review` integer DEFAULT 0 NOT NULL,
	`sent_checks` text,
	`wakes` integer DEFAULT 0 NOT NULL,
	`seen_at` integer,
	`look_at` integer,
	FOREIGN KEY (`task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "task_pulls_state_check" CHECK("task_pulls"."state" IN ('pushed','open','merged','closed')),
	CONSTRAINT "task_pulls_number_check" CHECK(("task_pulls"."number" IS NULL) = ("task_pulls"."state" = 'pushed'))
);
--> statement-breakpoint
CREATE INDEX `task_pulls_due` ON `task_pulls` (`look_at`);--> statement-breakpoint
CREATE TABLE `task_sources` (
	`source` text PRIMARY KEY NOT NULL,
	`task_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `task_sources_task` ON `task_sources` (`task_id`);