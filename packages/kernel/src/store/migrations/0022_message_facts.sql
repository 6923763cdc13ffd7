CREATE TABLE `inbound_parts` (
	`channel` text NOT NULL,
	`key` text NOT NULL,
	`conversation_id` text NOT NULL,
	`thread` text DEFAULT '' NOT NULL,
	`position` integer NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`channel`, `key`)
);
--> statement-breakpoint
CREATE INDEX `inbound_parts_conversation` ON `inbound_parts` (`conversation_id`,`position`);--> statement-breakpoint
CREATE INDEX `inbound_parts_thread` ON `inbound_parts` (`channel`,`thread`,`created_at`);--> statement-breakpoint
CREATE TABLE `sent_messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`channel` text NOT NULL,
	`chat` text NOT NULL,
	`platform_id` text NOT NULL,
	`conversation_id` text,
	`agent_id` text,
	`text` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sent_messages_place` ON `sent_messages` (`channel`,`chat`,`platform_id`);--> statement-breakpoint
CREATE INDEX `sent_messages_conversation` ON `sent_messages` (`conversation_id`);--> statement-breakpoint
ALTER TABLE `messages` ADD `background` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `messages_background` ON `messages` (`lane`,`id`) WHERE status IN ('pending','processing') AND background = 1;--> statement-breakpoint
CREATE INDEX `messages_people` ON `messages` (`lane`,`id`) WHERE status IN ('pending','processing') AND background = 0;