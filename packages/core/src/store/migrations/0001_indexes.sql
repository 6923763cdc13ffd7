DROP INDEX `messages_lane`;--> statement-breakpoint
CREATE UNIQUE INDEX `messages_live` ON `messages` (`lane`) WHERE status = 'processing';--> statement-breakpoint
CREATE INDEX `messages_dead` ON `messages` (`finished_at`,`id`) WHERE status = 'dead';--> statement-breakpoint
CREATE INDEX `messages_lane` ON `messages` (`lane`,`id`,`status`) WHERE status IN ('pending','processing');--> statement-breakpoint
CREATE INDEX `conversations_reply` ON `conversations` (`reply_to_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `outbox_message` ON `outbox` (`message_id`);--> statement-breakpoint
CREATE INDEX `runs_agent` ON `runs` (`agent_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `runs_status` ON `runs` (`status`,`created_at`);