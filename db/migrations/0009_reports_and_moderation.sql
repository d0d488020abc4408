CREATE TABLE `moderation_log` (
	`id` text PRIMARY KEY NOT NULL,
	`report_id` text NOT NULL,
	`person_id` text NOT NULL,
	`staff_id` text,
	`act` text NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`staff_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `moderation_log_person` ON `moderation_log` (`person_id`,`id`);--> statement-breakpoint
CREATE INDEX `moderation_log_staff` ON `moderation_log` (`staff_id`);--> statement-breakpoint
CREATE TABLE `reports` (
	`id` text PRIMARY KEY NOT NULL,
	`reporter_id` text,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`person_id` text NOT NULL,
	`story_id` text,
	`reason` text NOT NULL,
	`note` text NOT NULL,
	`evidence` text,
	`evidence_key` text,
	`evidence_type` text,
	`status` text NOT NULL,
	`created_at` integer NOT NULL,
	`closed_at` integer,
	FOREIGN KEY (`reporter_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`person_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "reports_status" CHECK("reports"."status" in ('open', 'closed'))
);
--> statement-breakpoint
CREATE INDEX `reports_queue` ON `reports` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `reports_person` ON `reports` (`person_id`);--> statement-breakpoint
CREATE INDEX `reports_reporter` ON `reports` (`reporter_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `reports_once` ON `reports` (`reporter_id`,`kind`,`subject_id`);--> statement-breakpoint
CREATE INDEX `reports_evidence` ON `reports` (`closed_at`) WHERE "reports"."evidence" is not null;--> statement-breakpoint
ALTER TABLE `stories` ADD `held_at` integer;--> statement-breakpoint
ALTER TABLE `stories` ADD `held_reason` text;--> statement-breakpoint
ALTER TABLE `users` ADD `suspended_at` integer;--> statement-breakpoint
CREATE TRIGGER `moderation_log_kept` BEFORE DELETE ON `moderation_log`
WHEN EXISTS (SELECT 1 FROM `users` WHERE `id` = OLD.`person_id`)
BEGIN SELECT RAISE(ABORT, 'The moderation log is append only.'); END;--> statement-breakpoint
CREATE TRIGGER `moderation_log_unchanged` BEFORE UPDATE ON `moderation_log`
WHEN NOT (NEW.`staff_id` IS NULL AND NOT EXISTS (SELECT 1 FROM `users` WHERE `id` = OLD.`staff_id`))
  OR NEW.`id` IS NOT OLD.`id` OR NEW.`report_id` IS NOT OLD.`report_id` OR NEW.`person_id` IS NOT OLD.`person_id`
  OR NEW.`act` IS NOT OLD.`act` OR NEW.`reason` IS NOT OLD.`reason` OR NEW.`created_at` IS NOT OLD.`created_at`
BEGIN SELECT RAISE(ABORT, 'The moderation log is append only.'); END;
