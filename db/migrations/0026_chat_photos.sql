CREATE TABLE `report_photos` (
	`report_id` text NOT NULL,
	`position` integer NOT NULL,
	`object_key` text NOT NULL,
	`type` text NOT NULL,
	PRIMARY KEY(`report_id`, `position`),
	FOREIGN KEY (`report_id`) REFERENCES `reports`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
DROP INDEX `story_images_loose`;--> statement-breakpoint
ALTER TABLE `story_images` ADD `connection_id` text REFERENCES connections(id) ON DELETE cascade;--> statement-breakpoint
ALTER TABLE `story_images` ADD `message_seq` integer;--> statement-breakpoint
ALTER TABLE `story_images` ADD `is_hidden` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `story_images_message` ON `story_images` (`connection_id`,`message_seq`) WHERE "story_images"."connection_id" is not null;--> statement-breakpoint
CREATE INDEX `story_images_loose` ON `story_images` (`created_at`) WHERE "story_images"."story_id" is null and "story_images"."message_seq" is null;--> statement-breakpoint
ALTER TABLE `messages` ADD `photos` text;--> statement-breakpoint
-- The photos of a message go with it, and their files with them. A message that is deleted for both stays as a tombstone: its batch deletes its photos.
CREATE TRIGGER `messages_photos_removed` AFTER DELETE ON `messages`
BEGIN DELETE FROM `story_images` WHERE `connection_id` = OLD.`connection_id` AND `message_seq` = OLD.`seq`; END;--> statement-breakpoint
CREATE TRIGGER `story_images_chat_removed` AFTER DELETE ON `story_images` WHEN OLD.`connection_id` IS NOT NULL
BEGIN
  INSERT OR IGNORE INTO `pending_removals` (`object_key`, `due_at`) VALUES (OLD.`public_key`, 0);
  INSERT OR IGNORE INTO `pending_removals` (`object_key`, `due_at`) SELECT OLD.`original_key`, 0 WHERE OLD.`original_key` IS NOT NULL;
END;--> statement-breakpoint
CREATE TRIGGER `report_photos_removed` AFTER DELETE ON `report_photos`
BEGIN INSERT OR IGNORE INTO `pending_removals` (`object_key`, `due_at`) VALUES (OLD.`object_key`, 0); END;
