ALTER TABLE `messages` ADD `failure` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `refusal` text;