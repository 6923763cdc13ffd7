CREATE TABLE `graph_nodes` (
	`graph_id` text NOT NULL,
	`node_id` text NOT NULL,
	`message_row_id` integer NOT NULL,
	`settings` text NOT NULL,
	PRIMARY KEY(`graph_id`, `node_id`)
);
--> statement-breakpoint
CREATE INDEX `graph_nodes_message` ON `graph_nodes` (`message_row_id`);--> statement-breakpoint
CREATE TABLE `graphs` (
	`id` text PRIMARY KEY NOT NULL,
	`conversation_id` text NOT NULL,
	`status` text DEFAULT 'open' NOT NULL,
	`rules` text NOT NULL,
	`created_at` integer NOT NULL,
	`closed_at` integer,
	CONSTRAINT "graphs_status_check" CHECK("graphs"."status" IN ('open','completed','partial','failed','cancelled','paused'))
);
--> statement-breakpoint
CREATE INDEX `graphs_open` ON `graphs` (`created_at`) WHERE status = 'open';--> statement-breakpoint
CREATE INDEX `graphs_conversation` ON `graphs` (`conversation_id`);--> statement-breakpoint
CREATE TABLE `spawn_calls` (
	`id` text PRIMARY KEY NOT NULL,
	`graph_id` text NOT NULL,
	`node_id` text NOT NULL,
	`message_row_id` integer NOT NULL,
	`run_id` text NOT NULL,
	`via` text NOT NULL,
	`plan` text NOT NULL,
	`status` text DEFAULT 'open' NOT NULL,
	`outcome` text,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	CONSTRAINT "spawn_calls_status_check" CHECK("spawn_calls"."status" IN ('open','ended'))
);
--> statement-breakpoint
CREATE INDEX `spawn_calls_message` ON `spawn_calls` (`message_row_id`);--> statement-breakpoint
CREATE INDEX `spawn_calls_graph` ON `spawn_calls` (`graph_id`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`message_id` text NOT NULL,
	`conversation_id` text NOT NULL,
	`lane` text NOT NULL,
	`agent_id` text NOT NULL,
	`team_id` text,
	`kind` text NOT NULL,
	`from_agent` text,
	`parent_run_id` text,
	`hop` integer DEFAULT 0 NOT NULL,
	`chain_step` integer,
	`text` text NOT NULL,
	`status` text DEFAULT 'pending' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`interruptions` integer DEFAULT 0 NOT NULL,
	`total_attempts` integer DEFAULT 0 NOT NULL,
	`not_before` integer,
	`waiting_since` integer,
	`boot_id` text,
	`run_id` text,
	`error_class` text,
	`last_error` text,
	`result_text` text,
	`result_files` text,
	`reported` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`finished_at` integer,
	`batched_into` integer,
	`provider_index` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "messages_status_check" CHECK("__new_messages"."status" IN ('pending','processing','completed','dead','cancelled')),
	CONSTRAINT "messages_kind_check" CHECK("__new_messages"."kind" IN ('user','handoff','room','chain','summary','node')),
	CONSTRAINT "messages_claim_check" CHECK(("__new_messages"."status" = 'processing') = ("__new_messages"."run_id" IS NOT NULL))
);
--> statement-breakpoint
INSERT INTO `__new_messages`("id", "message_id", "conversation_id", "lane", "agent_id", "team_id", "kind", "from_agent", "parent_run_id", "hop", "chain_step", "text", "status", "attempts", "failures", "interruptions", "total_attempts", "not_before", "waiting_since", "boot_id", "run_id", "error_class", "last_error", "result_text", "result_files", "reported", "created_at", "updated_at", "finished_at", "batched_into", "provider_index") SELECT "id", "message_id", "conversation_id", "lane", "agent_id", "team_id", "kind", "from_agent", "parent_run_id", "hop", "chain_step", "text", "status", "attempts", "failures", "interruptions", "total_attempts", "not_before", "waiting_since", "boot_id", "run_id", "error_class", "last_error", "result_text", "result_files", "reported", "created_at", "updated_at", "finished_at", "batched_into", "provider_index" FROM `messages`;--> statement-breakpoint
-- Ids of deleted messages are never used again.
DELETE FROM sqlite_sequence WHERE name = '__new_messages';--> statement-breakpoint
INSERT INTO sqlite_sequence (name, seq) SELECT '__new_messages', seq FROM sqlite_sequence WHERE name = 'messages';--> statement-breakpoint
DROP TABLE `messages`;--> statement-breakpoint
ALTER TABLE `__new_messages` RENAME TO `messages`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `messages_lane` ON `messages` (`lane`,`id`,`status`) WHERE status IN ('pending','processing');--> statement-breakpoint
CREATE UNIQUE INDEX `messages_live` ON `messages` (`lane`) WHERE status = 'processing';--> statement-breakpoint
CREATE INDEX `messages_dead` ON `messages` (`finished_at`,`id`) WHERE status = 'dead';--> statement-breakpoint
CREATE INDEX `messages_due` ON `messages` (`not_before`) WHERE status = 'pending' AND not_before IS NOT NULL;--> statement-breakpoint
CREATE INDEX `messages_conversation` ON `messages` (`conversation_id`,`id`);--> statement-breakpoint
CREATE INDEX `messages_finished` ON `messages` (`status`) WHERE status IN ('completed','cancelled');--> statement-breakpoint
CREATE INDEX `messages_message_id` ON `messages` (`message_id`);