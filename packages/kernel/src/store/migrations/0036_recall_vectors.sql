CREATE TABLE `recall_vectors` (
	`piece` integer PRIMARY KEY NOT NULL,
	`maker` text NOT NULL,
	`vector` blob NOT NULL
);
--> statement-breakpoint
ALTER TABLE `recall_documents` ADD `embedded` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `task_branches` ADD `merged_tree` text;--> statement-breakpoint
ALTER TABLE `task_pulls` ADD `sent_talk` integer DEFAULT 0 NOT NULL;