DROP INDEX `messages_status`;--> statement-breakpoint
CREATE INDEX `messages_finished` ON `messages` (`status`) WHERE status IN ('completed','cancelled');--> statement-breakpoint
DROP INDEX `outbox_status`;--> statement-breakpoint
DROP INDEX `outbox_open`;--> statement-breakpoint
CREATE INDEX `outbox_dead` ON `outbox` (`id`) WHERE status = 'dead';--> statement-breakpoint
CREATE INDEX `outbox_open` ON `outbox` (`channel`,`id`,`status`) WHERE status IN ('pending','claimed');--> statement-breakpoint
DROP INDEX `runs_status`;--> statement-breakpoint
DROP INDEX `runs_root`;--> statement-breakpoint
CREATE INDEX `runs_unsuccessful` ON `runs` (`created_at`) WHERE status IN ('failed','interrupted','cancelled');--> statement-breakpoint
CREATE INDEX `runs_below` ON `runs` (`root_run_id`) WHERE parent_run_id IS NOT NULL;