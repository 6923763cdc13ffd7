ALTER TABLE `conversations` ADD `newest_reply` integer;--> statement-breakpoint
ALTER TABLE `conversations` ADD `read_reply` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `conversations_unread` ON `conversations` (`created_at`) WHERE newest_reply > read_reply;