PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_pairings` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`channel` text NOT NULL,
	`sender_id` text NOT NULL,
	`sender` text NOT NULL,
	`state` text NOT NULL,
	`role` text DEFAULT 'member' NOT NULL,
	`code` text,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer,
	`approved_at` integer,
	`approved_by` text,
	`linked_to` integer,
	CONSTRAINT "pairings_state_check" CHECK("__new_pairings"."state" IN ('pending','approved')),
	CONSTRAINT "pairings_role_check" CHECK("__new_pairings"."role" IN ('owner','member','guest'))
);
--> statement-breakpoint
INSERT INTO `__new_pairings`("id", "channel", "sender_id", "sender", "state", "role", "code", "created_at", "last_seen_at", "expires_at", "approved_at", "approved_by", "linked_to") SELECT "id", "channel", "sender_id", "sender", "state", "role", "code", "created_at", "last_seen_at", "expires_at", "approved_at", "approved_by", "linked_to" FROM `pairings`;--> statement-breakpoint
DROP TABLE `pairings`;--> statement-breakpoint
ALTER TABLE `__new_pairings` RENAME TO `pairings`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `pairings_sender` ON `pairings` (`channel`,`sender_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `pairings_code` ON `pairings` (`code`) WHERE state = 'pending';--> statement-breakpoint
ALTER TABLE `conversations` ADD `asker` text;--> statement-breakpoint
ALTER TABLE `schedules` ADD `asker` text;