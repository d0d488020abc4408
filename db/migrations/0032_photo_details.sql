ALTER TABLE `pending_text_removals` ADD `photo_id` text;--> statement-breakpoint
ALTER TABLE `story_images` ADD `details_db` integer;--> statement-breakpoint
ALTER TABLE `story_images` ADD `details_version` text;--> statement-breakpoint
-- Whatever changes or deletes a photo, its details in another database go: at once with the photo, in an hour when others took
-- their place.
CREATE TRIGGER `story_images_details_replaced` AFTER UPDATE OF `details_db`, `details_version` ON `story_images`
WHEN OLD.`details_version` IS NOT NULL
  AND (NEW.`details_version` IS NOT OLD.`details_version` OR NEW.`details_db` IS NOT OLD.`details_db`)
BEGIN INSERT OR IGNORE INTO `pending_text_removals` (`author_id`, `story_id`, `photo_id`, `version`, `place`, `due_at`)
  VALUES (OLD.`owner_id`, OLD.`story_id`, OLD.`id`, OLD.`details_version`, OLD.`details_db`, unixepoch() * 1000 + 3600000); END;--> statement-breakpoint
CREATE TRIGGER `story_images_details_removed` AFTER DELETE ON `story_images` WHEN OLD.`details_version` IS NOT NULL
BEGIN
  INSERT OR IGNORE INTO `pending_text_removals` (`author_id`, `story_id`, `photo_id`, `version`, `place`, `due_at`)
    VALUES (OLD.`owner_id`, OLD.`story_id`, OLD.`id`, OLD.`details_version`, OLD.`details_db`, 0);
  UPDATE `pending_text_removals` SET `due_at` = 0
    WHERE `author_id` = OLD.`owner_id` AND `story_id` = OLD.`story_id` AND `photo_id` = OLD.`id`;
END;
