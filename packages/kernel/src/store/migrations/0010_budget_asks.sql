ALTER TABLE `approvals` ADD `subject` text;--> statement-breakpoint
CREATE UNIQUE INDEX `approvals_subject` ON `approvals` (`subject`) WHERE status = 'open' AND subject IS NOT NULL;--> statement-breakpoint
CREATE INDEX `message_holds_reason` ON `message_holds` (`reason`);