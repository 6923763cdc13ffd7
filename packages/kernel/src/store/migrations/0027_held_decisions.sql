ALTER TABLE `approvals` ADD `held_status` text;--> statement-breakpoint
ALTER TABLE `approvals` ADD `held_answer` text;--> statement-breakpoint
ALTER TABLE `approvals` ADD `held_by` text;--> statement-breakpoint
ALTER TABLE `approvals` ADD `held_until` integer;--> statement-breakpoint
CREATE INDEX `approvals_held` ON `approvals` (`held_until`) WHERE held_until IS NOT NULL;