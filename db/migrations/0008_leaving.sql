DROP INDEX `story_images_owner`;--> statement-breakpoint
CREATE INDEX `story_images_owner` ON `story_images` (`owner_id`,`id`);--> statement-breakpoint
ALTER TABLE `chat_members` ADD `is_closed` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `passkey_challenges_user` ON `passkey_challenges` (`user_id`);