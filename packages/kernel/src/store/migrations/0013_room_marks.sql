CREATE TABLE `room_marks` (
	`team_id` text PRIMARY KEY NOT NULL,
	`read_id` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `chat_messages` ADD `conversation_id` text;--> statement-breakpoint
INSERT INTO `room_marks` (`team_id`, `read_id`, `updated_at`) SELECT `team_id`, max(`id`), max(`created_at`) FROM `chat_messages` GROUP BY `team_id`;