ALTER TABLE `chat_members` ADD `messages_db` integer;--> statement-breakpoint
ALTER TABLE `chat_members` ADD `last_at` integer;--> statement-breakpoint
ALTER TABLE `story_images` ADD `expires_at` integer;--> statement-breakpoint
UPDATE `story_images` SET `expires_at` = (
  SELECT `expires_at` FROM `messages` WHERE `connection_id` = `story_images`.`connection_id` AND `seq` = `story_images`.`message_seq`)
WHERE `connection_id` IS NOT NULL AND `message_seq` IS NOT NULL;--> statement-breakpoint
DROP TRIGGER `messages_photos_removed`;--> statement-breakpoint
CREATE TRIGGER `messages_photos_removed` AFTER DELETE ON `messages`
WHEN NOT EXISTS (SELECT 1 FROM `chat_members` WHERE `connection_id` = OLD.`connection_id` AND `messages_db` IS NOT NULL)
BEGIN DELETE FROM `story_images` WHERE `connection_id` = OLD.`connection_id` AND `message_seq` = OLD.`seq`; END;
