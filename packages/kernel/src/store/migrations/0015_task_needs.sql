CREATE TABLE `task_needs` (
	`task_id` text NOT NULL,
	`needs_id` text NOT NULL,
	PRIMARY KEY(`task_id`, `needs_id`),
	FOREIGN KEY (`task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`needs_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `task_needs_of` ON `task_needs` (`needs_id`);