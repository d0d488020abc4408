ALTER TABLE `chat_events` ADD `terms` text;--> statement-breakpoint
ALTER TABLE `chat_events` ADD `ends_at` integer;--> statement-breakpoint
ALTER TABLE `chat_events` ADD `end_cause` text;--> statement-breakpoint
ALTER TABLE `reveals` ADD `terms` text DEFAULT 'until_taken_back' NOT NULL;--> statement-breakpoint
ALTER TABLE `reveals` ADD `ends_at` integer;--> statement-breakpoint
ALTER TABLE `reveals` ADD `view_key` text;--> statement-breakpoint
CREATE INDEX `reveals_end` ON `reveals` (`ends_at`) WHERE "reveals"."ends_at" is not null;