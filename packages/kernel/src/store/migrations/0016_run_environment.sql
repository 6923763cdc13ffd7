ALTER TABLE `runs` ADD `permissions` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `harness_version` text;