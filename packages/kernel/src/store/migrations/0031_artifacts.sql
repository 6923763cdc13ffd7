CREATE TABLE `artifact_links` (
	`id` text PRIMARY KEY NOT NULL,
	`artifact_id` integer NOT NULL,
	`digest` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`revoked_at` integer,
	`opened` integer DEFAULT 0 NOT NULL,
	`opened_at` integer,
	FOREIGN KEY (`artifact_id`) REFERENCES `artifacts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `artifact_links_digest` ON `artifact_links` (`digest`);--> statement-breakpoint
CREATE INDEX `artifact_links_artifact` ON `artifact_links` (`artifact_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `artifact_links_live` ON `artifact_links` (`created_at`) WHERE revoked_at IS NULL;--> statement-breakpoint
CREATE TABLE `artifacts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`agent_id` text NOT NULL,
	`name` text NOT NULL,
	`version` integer NOT NULL,
	`newest` integer DEFAULT 1 NOT NULL,
	`file` text NOT NULL,
	`conversation_id` text,
	`run_id` text,
	`created_at` integer NOT NULL,
	CONSTRAINT "artifacts_version_check" CHECK("artifacts"."version" > 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `artifacts_version` ON `artifacts` (`agent_id`,`name`,`version`);--> statement-breakpoint
CREATE UNIQUE INDEX `artifacts_file` ON `artifacts` (`file`);--> statement-breakpoint
CREATE INDEX `artifacts_newest` ON `artifacts` (`id`) WHERE newest = 1;--> statement-breakpoint
CREATE INDEX `artifacts_agent` ON `artifacts` (`agent_id`,`id`) WHERE newest = 1;--> statement-breakpoint
CREATE INDEX `artifacts_run` ON `artifacts` (`run_id`) WHERE run_id IS NOT NULL;