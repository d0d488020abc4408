ALTER TABLE `messages` ADD `reply_to` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `is_reply_private` integer DEFAULT false NOT NULL;