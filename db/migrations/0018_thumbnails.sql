ALTER TABLE `story_images` ADD `thumb_key` text;--> statement-breakpoint
ALTER TABLE `story_images` ADD `thumb_bytes` integer;--> statement-breakpoint
DROP TRIGGER `story_images_stored`;--> statement-breakpoint
CREATE TRIGGER `story_images_stored` AFTER INSERT ON `story_images`
BEGIN UPDATE `users` SET `stored_bytes` = `stored_bytes` + NEW.`public_bytes` + coalesce(NEW.`original_bytes`, 0) + coalesce(NEW.`small_bytes`, 0) + coalesce(NEW.`thumb_bytes`, 0) WHERE `id` = NEW.`owner_id`; END;--> statement-breakpoint
DROP TRIGGER `story_images_freed`;--> statement-breakpoint
CREATE TRIGGER `story_images_freed` AFTER DELETE ON `story_images`
BEGIN UPDATE `users` SET `stored_bytes` = `stored_bytes` - OLD.`public_bytes` - coalesce(OLD.`original_bytes`, 0) - coalesce(OLD.`small_bytes`, 0) - coalesce(OLD.`thumb_bytes`, 0) WHERE `id` = OLD.`owner_id`; END;--> statement-breakpoint
DROP TRIGGER `story_images_resized`;--> statement-breakpoint
CREATE TRIGGER `story_images_resized` AFTER UPDATE OF `small_bytes`, `thumb_bytes` ON `story_images`
BEGIN UPDATE `users` SET `stored_bytes` = `stored_bytes` + coalesce(NEW.`small_bytes`, 0) - coalesce(OLD.`small_bytes`, 0) + coalesce(NEW.`thumb_bytes`, 0) - coalesce(OLD.`thumb_bytes`, 0) WHERE `id` = NEW.`owner_id`; END;--> statement-breakpoint
-- A version of the app from before this migration deletes photos without knowing of their thumbnails.
CREATE TRIGGER `story_images_thumb_removed` AFTER DELETE ON `story_images` WHEN OLD.`thumb_key` IS NOT NULL
BEGIN INSERT OR IGNORE INTO `pending_removals` (`object_key`, `due_at`) VALUES (OLD.`thumb_key`, 0); END;
