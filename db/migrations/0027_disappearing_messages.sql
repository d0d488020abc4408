ALTER TABLE `chat_events` ADD `seconds` integer;--> statement-breakpoint
ALTER TABLE `chat_events` ADD `is_hidden` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `expires_at` integer;--> statement-breakpoint
CREATE INDEX `messages_expiry` ON `messages` (`expires_at`) WHERE "messages"."expires_at" is not null;