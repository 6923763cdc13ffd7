ALTER TABLE `messages` ADD `when_busy` text;--> statement-breakpoint
CREATE INDEX `messages_batched` ON `messages` (`batched_into`) WHERE status = 'pending' AND batched_into IS NOT NULL;