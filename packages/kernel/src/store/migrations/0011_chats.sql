ALTER TABLE `outbox` ADD `chat` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `approval_id` text;--> statement-breakpoint
CREATE INDEX `outbox_chat` ON `outbox` (`channel`,`chat`,`id`) WHERE status IN ('pending','claimed');