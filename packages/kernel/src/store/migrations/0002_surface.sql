CREATE TABLE `comments` (
	`id` text PRIMARY KEY NOT NULL,
	`task_id` text NOT NULL,
	`author` text NOT NULL,
	`author_type` text DEFAULT 'user' NOT NULL,
	`content` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "comments_author_check" CHECK("comments"."author_type" IN ('user','agent'))
);
--> statement-breakpoint
CREATE INDEX `comments_task` ON `comments` (`task_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `heartbeats` (
	`agent_id` text PRIMARY KEY NOT NULL,
	`last_sent_at` integer NOT NULL,
	`last_conversation_id` text,
	`failures` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `imports` (
	`source` text PRIMARY KEY NOT NULL,
	`report` text NOT NULL,
	`backup` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pairings` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`channel` text NOT NULL,
	`sender_id` text NOT NULL,
	`sender` text NOT NULL,
	`state` text NOT NULL,
	`role` text DEFAULT 'member' NOT NULL,
	`code` text,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer,
	`approved_at` integer,
	`approved_by` text,
	CONSTRAINT "pairings_state_check" CHECK("pairings"."state" IN ('pending','approved')),
	CONSTRAINT "pairings_role_check" CHECK("pairings"."role" IN ('owner','member'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pairings_sender` ON `pairings` (`channel`,`sender_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `pairings_code` ON `pairings` (`code`) WHERE state = 'pending';--> statement-breakpoint
CREATE TABLE `plugin_approvals` (
	`name` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`approved_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `projects` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`prefix` text NOT NULL,
	`color` text NOT NULL,
	`status` text DEFAULT 'active' NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	CONSTRAINT "projects_status_check" CHECK("projects"."status" IN ('active','archived'))
);
--> statement-breakpoint
CREATE TABLE `schedule_runs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`schedule_id` text NOT NULL,
	`due_at` integer NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`conversation_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`schedule_id`) REFERENCES `schedules`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "schedule_runs_status_check" CHECK("schedule_runs"."status" IN ('fired','skipped','failed'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `schedule_runs_due` ON `schedule_runs` (`schedule_id`,`due_at`);--> statement-breakpoint
CREATE TABLE `schedules` (
	`id` text PRIMARY KEY NOT NULL,
	`label` text NOT NULL,
	`cron` text,
	`run_at` integer,
	`time_zone` text,
	`agent_id` text NOT NULL,
	`message` text NOT NULL,
	`channel` text NOT NULL,
	`sender` text NOT NULL,
	`enabled` integer DEFAULT 1 NOT NULL,
	`catch_up` text DEFAULT 'once' NOT NULL,
	`overlap` text DEFAULT 'skip' NOT NULL,
	`last_due_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	CONSTRAINT "schedules_time_check" CHECK(("schedules"."cron" IS NULL) <> ("schedules"."run_at" IS NULL)),
	CONSTRAINT "schedules_catch_up_check" CHECK("schedules"."catch_up" IN ('once','skip')),
	CONSTRAINT "schedules_overlap_check" CHECK("schedules"."overlap" IN ('skip','allow'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `schedules_label` ON `schedules` (`label`);--> statement-breakpoint
CREATE INDEX `schedules_agent` ON `schedules` (`agent_id`);--> statement-breakpoint
CREATE TABLE `search_progress` (
	`kind` text PRIMARY KEY NOT NULL,
	`last_id` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sender_defaults` (
	`channel` text NOT NULL,
	`sender_id` text NOT NULL,
	`target` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`channel`, `sender_id`)
);
--> statement-breakpoint
CREATE TABLE `skill_installs` (
	`agent_id` text NOT NULL,
	`name` text NOT NULL,
	`ref` text NOT NULL,
	`digest` text NOT NULL,
	`installed_at` integer NOT NULL,
	PRIMARY KEY(`agent_id`, `name`)
);
--> statement-breakpoint
CREATE TABLE `task_counters` (
	`prefix` text PRIMARY KEY NOT NULL,
	`last` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tasks` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`identifier` text NOT NULL,
	`title` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`status` text DEFAULT 'backlog' NOT NULL,
	`assignee` text DEFAULT '' NOT NULL,
	`assignee_type` text DEFAULT '' NOT NULL,
	`project_id` text,
	`sort_order` integer DEFAULT 0 NOT NULL,
	`conversation_id` text,
	`dispatched_at` integer,
	`dispatch_error` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE set null,
	CONSTRAINT "tasks_status_check" CHECK("tasks"."status" IN ('backlog','todo','in_progress','review','done')),
	CONSTRAINT "tasks_assignee_check" CHECK("tasks"."assignee_type" IN ('agent','team',''))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tasks_identifier` ON `tasks` (`identifier`);--> statement-breakpoint
CREATE INDEX `tasks_order` ON `tasks` (`sort_order`,`created_at`);--> statement-breakpoint
CREATE INDEX `tasks_project` ON `tasks` (`project_id`);--> statement-breakpoint
CREATE INDEX `tasks_assignee` ON `tasks` (`assignee`);--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`digest` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_digest` ON `tokens` (`digest`);--> statement-breakpoint
ALTER TABLE `conversations` ADD `quiet` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `conversations` ADD `task_id` text;--> statement-breakpoint
CREATE INDEX `conversations_task` ON `conversations` (`task_id`,`created_at`) WHERE task_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `batched_into` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `provider_index` integer DEFAULT 0 NOT NULL;