ALTER TABLE `runs` ADD `context_tokens` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `context_window` integer;