CREATE TABLE `task_branches` (
	`task_id` text PRIMARY KEY NOT NULL,
	`repository` text NOT NULL,
	`target` text,
	`branch` text NOT NULL,
	`agent_id` text,
	`folder` text,
	`base` text,
	`merged` text,
	`merged_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "task_branches_start_check" CHECK(("task_branches"."agent_id" IS NULL) = ("task_branches"."base" IS NULL)),
	CONSTRAINT "task_branches_merged_check" CHECK(("task_branches"."merged" IS NULL) = ("task_branches"."merged_at" IS NULL))
);
