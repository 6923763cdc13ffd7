CREATE TABLE `agent_messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`agent_id` text NOT NULL,
	`role` text NOT NULL,
	`channel` text NOT NULL,
	`sender` text NOT NULL,
	`message_id` text NOT NULL,
	`content` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `agent_messages_agent` ON `agent_messages` (`agent_id`,`id`);--> statement-breakpoint
CREATE TABLE `agent_notes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`agent_id` text NOT NULL,
	`note` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `agent_notes_agent` ON `agent_notes` (`agent_id`,`id`);--> statement-breakpoint
CREATE TABLE `chat_messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`team_id` text NOT NULL,
	`from_agent` text NOT NULL,
	`message` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `chat_messages_team` ON `chat_messages` (`team_id`,`id`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` text PRIMARY KEY NOT NULL,
	`inbound_id` text NOT NULL,
	`reply_to_id` text NOT NULL,
	`channel` text NOT NULL,
	`sender` text NOT NULL,
	`sender_id` text,
	`team_id` text,
	`join_mode` text NOT NULL,
	`join_explicit` integer DEFAULT 0 NOT NULL,
	`status` text DEFAULT 'open' NOT NULL,
	`text` text NOT NULL,
	`chain` text,
	`limits` text NOT NULL,
	`notes` text DEFAULT '[]' NOT NULL,
	`limit_reached` text,
	`follow_up_of` text,
	`metadata` text,
	`noticed_at` integer,
	`created_at` integer NOT NULL,
	`deadline_at` integer NOT NULL,
	`closed_at` integer,
	CONSTRAINT "conversations_status_check" CHECK("conversations"."status" IN ('open','closed','cancelled')),
	CONSTRAINT "conversations_join_check" CHECK("conversations"."join_mode" IN ('reply','leader','stream'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `conversations_inbound` ON `conversations` (`channel`,`inbound_id`);--> statement-breakpoint
CREATE INDEX `conversations_status` ON `conversations` (`status`,`created_at`);--> statement-breakpoint
CREATE INDEX `conversations_created` ON `conversations` (`created_at`);--> statement-breakpoint
CREATE INDEX `conversations_reply` ON `conversations` (`reply_to_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`type` text NOT NULL,
	`time` integer NOT NULL,
	`conversation_id` text,
	`run_id` text,
	`message_row_id` integer,
	`agent_id` text,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_conversation` ON `events` (`conversation_id`,`seq`);--> statement-breakpoint
CREATE INDEX `events_run` ON `events` (`run_id`,`seq`);--> statement-breakpoint
CREATE TABLE `messages` (
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
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "messages_status_check" CHECK("messages"."status" IN ('pending','processing','completed','dead','cancelled')),
	CONSTRAINT "messages_kind_check" CHECK("messages"."kind" IN ('user','handoff','room','chain','summary')),
	CONSTRAINT "messages_claim_check" CHECK(("messages"."status" = 'processing') = ("messages"."run_id" IS NOT NULL))
);
--> statement-breakpoint
CREATE INDEX `messages_lane` ON `messages` (`lane`,`id`,`status`) WHERE status IN ('pending','processing');--> statement-breakpoint
CREATE UNIQUE INDEX `messages_live` ON `messages` (`lane`) WHERE status = 'processing';--> statement-breakpoint
CREATE INDEX `messages_dead` ON `messages` (`finished_at`,`id`) WHERE status = 'dead';--> statement-breakpoint
CREATE INDEX `messages_due` ON `messages` (`not_before`) WHERE status = 'pending' AND not_before IS NOT NULL;--> statement-breakpoint
CREATE INDEX `messages_conversation` ON `messages` (`conversation_id`,`id`);--> statement-breakpoint
CREATE INDEX `messages_status` ON `messages` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `messages_message_id` ON `messages` (`message_id`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`conversation_id` text,
	`message_id` text NOT NULL,
	`channel` text NOT NULL,
	`sender` text NOT NULL,
	`sender_id` text,
	`message` text NOT NULL,
	`original_message` text NOT NULL,
	`agent` text,
	`files` text DEFAULT '[]' NOT NULL,
	`metadata` text,
	`status` text DEFAULT 'pending' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`not_before` integer,
	`lease_until` integer,
	`last_error` text,
	`idempotency_key` text NOT NULL,
	`created_at` integer NOT NULL,
	`acked_at` integer,
	CONSTRAINT "outbox_status_check" CHECK("outbox"."status" IN ('pending','claimed','acked','dead'))
);
--> statement-breakpoint
CREATE INDEX `outbox_open` ON `outbox` (`channel`,`id`) WHERE status IN ('pending','claimed');--> statement-breakpoint
CREATE INDEX `outbox_status` ON `outbox` (`status`);--> statement-breakpoint
CREATE INDEX `outbox_message` ON `outbox` (`message_id`);--> statement-breakpoint
CREATE INDEX `outbox_conversation` ON `outbox` (`conversation_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_key` ON `outbox` (`idempotency_key`);--> statement-breakpoint
CREATE TABLE `runs` (
	`id` text PRIMARY KEY NOT NULL,
	`message_row_id` integer NOT NULL,
	`conversation_id` text NOT NULL,
	`parent_run_id` text,
	`root_run_id` text NOT NULL,
	`depth` integer NOT NULL,
	`agent_id` text NOT NULL,
	`harness` text DEFAULT '' NOT NULL,
	`provider` text DEFAULT '' NOT NULL,
	`model` text,
	`attempt` integer NOT NULL,
	`boot_id` text NOT NULL,
	`status` text NOT NULL,
	`pid` integer,
	`pid_start` text,
	`session_id` text,
	`output` text,
	`error_class` text,
	`error` text,
	`input_tokens` integer,
	`output_tokens` integer,
	`cached_tokens` integer,
	`cost_usd` real,
	`cost_estimated` integer,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	CONSTRAINT "runs_status_check" CHECK("runs"."status" IN ('starting','running','completed','failed','interrupted','cancelled'))
);
--> statement-breakpoint
CREATE INDEX `runs_conversation` ON `runs` (`conversation_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `runs_agent` ON `runs` (`agent_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `runs_status` ON `runs` (`status`,`created_at`);--> statement-breakpoint
CREATE INDEX `runs_root` ON `runs` (`root_run_id`);--> statement-breakpoint
CREATE INDEX `runs_message` ON `runs` (`message_row_id`);--> statement-breakpoint
CREATE INDEX `runs_created` ON `runs` (`created_at`);--> statement-breakpoint
CREATE INDEX `runs_live` ON `runs` (`boot_id`) WHERE status IN ('starting','running');--> statement-breakpoint
CREATE TABLE `sessions` (
	`agent_id` text NOT NULL,
	`scope` text NOT NULL,
	`harness` text NOT NULL,
	`session_id` text NOT NULL,
	`totals` text,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`agent_id`, `scope`, `harness`)
);
--> statement-breakpoint
CREATE TABLE `settings_revisions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`author` text NOT NULL,
	`paths` text NOT NULL,
	`content` text NOT NULL,
	`created_at` integer NOT NULL
);
