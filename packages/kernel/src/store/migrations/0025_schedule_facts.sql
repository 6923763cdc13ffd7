ALTER TABLE `schedule_runs` ADD `missed` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `schedules` ADD `is_named` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
-- What earlier releases wrote as sentences: "missed: the daemon was not running (5 due times)", "also replaces 5 due times missed before".
UPDATE `schedule_runs` SET `missed` = max(1, CAST(substr(`reason`, instr(`reason`, '(') + 1) AS INTEGER)) WHERE `status` = 'skipped' AND `reason` LIKE 'missed%';--> statement-breakpoint
UPDATE `schedule_runs` SET `missed` = CAST(substr(`reason`, length('also replaces ') + 1) AS INTEGER) WHERE `status` = 'fired' AND `reason` LIKE 'also replaces %';--> statement-breakpoint
UPDATE `schedules` SET `is_named` = 0 WHERE `label` GLOB 'sched-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-?*' AND substr(`label`, 21) NOT GLOB '*[^A-Za-z0-9_]*';
