CREATE TABLE `approvals` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`status` text DEFAULT 'open' NOT NULL,
	`run_id` text NOT NULL,
	`message_row_id` integer NOT NULL,
	`conversation_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`title` text NOT NULL,
	`detail` text NOT NULL,
	`options` text,
	`preview` text,
	`digest` text NOT NULL,
	`answer` text,
	`answered_by` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`settled_at` integer,
	`taken_at` integer,
	CONSTRAINT "approvals_kind_check" CHECK("approvals"."kind" IN ('question','permission','spawn','budget')),
	CONSTRAINT "approvals_status_check" CHECK("approvals"."status" IN ('open','approved','denied','answered','expired','cancelled'))
);
--> statement-breakpoint
CREATE INDEX `approvals_open` ON `approvals` (`expires_at`) WHERE status = 'open';--> statement-breakpoint
CREATE INDEX `approvals_message` ON `approvals` (`message_row_id`);--> statement-breakpoint
CREATE INDEX `approvals_conversation` ON `approvals` (`conversation_id`);--> statement-breakpoint
CREATE INDEX `approvals_created` ON `approvals` (`created_at`);--> statement-breakpoint
CREATE TABLE `message_holds` (
	`message_row_id` integer NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`message_row_id`, `reason`)
);
