CREATE TABLE `company_proposals` (
	`id` text PRIMARY KEY NOT NULL,
	`path` text NOT NULL,
	`content` text,
	`base` text NOT NULL,
	`reason` text NOT NULL,
	`status` text DEFAULT 'open' NOT NULL,
	`agent_id` text NOT NULL,
	`conversation_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	`settled_by` text,
	CONSTRAINT "company_proposals_status_check" CHECK("company_proposals"."status" IN ('open','accepted','declined'))
);
--> statement-breakpoint
CREATE INDEX `company_proposals_open` ON `company_proposals` (`created_at`) WHERE status = 'open';--> statement-breakpoint
CREATE INDEX `company_proposals_created` ON `company_proposals` (`created_at`);--> statement-breakpoint
CREATE TABLE `recall_documents` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`path` text NOT NULL,
	`stamp` text NOT NULL,
	`source` text NOT NULL,
	`title` text NOT NULL,
	`summary` text NOT NULL,
	CONSTRAINT "recall_documents_source_check" CHECK("recall_documents"."source" IN ('note','document'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `recall_documents_path` ON `recall_documents` (`path`);--> statement-breakpoint
-- Pieces of the notes and documents of the company; the number of a piece is 4096 × the number of its document + its place.
CREATE VIRTUAL TABLE `recall_index` USING fts5(
	`title`, `summary`, `body`,
	tokenize = 'porter unicode61 remove_diacritics 2', prefix = '3 4'
);
