ALTER TABLE `messages` ADD `shared` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `context` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `title` text;--> statement-breakpoint
CREATE INDEX `messages_untitled` ON `messages` (`id`) WHERE title IS NULL;