CREATE TABLE `pending_text_removals` (
	`author_id` text NOT NULL,
	`story_id` text NOT NULL,
	`version` text NOT NULL,
	`place` integer NOT NULL,
	`due_at` integer NOT NULL,
	PRIMARY KEY(`author_id`, `story_id`, `version`, `place`)
);
--> statement-breakpoint
CREATE INDEX `pending_text_removals_due` ON `pending_text_removals` (`due_at`);--> statement-breakpoint
CREATE TABLE `text_moves` (
	`id` integer PRIMARY KEY NOT NULL,
	`databases` text NOT NULL,
	`last_row` integer NOT NULL,
	`checked` integer NOT NULL,
	`moved` integer NOT NULL,
	`left` integer NOT NULL,
	`is_done` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `stories` ADD `text_db` integer;--> statement-breakpoint
ALTER TABLE `stories` ADD `text_version` text;--> statement-breakpoint
-- Whatever changes or deletes a story, its text in another database goes: at once with the story, in an hour when another took
-- its place, since a reader may just have been told of it.
CREATE TRIGGER `stories_text_replaced` AFTER UPDATE OF `text_db`, `text_version` ON `stories`
WHEN OLD.`text_version` IS NOT NULL AND (NEW.`text_version` IS NOT OLD.`text_version` OR NEW.`text_db` IS NOT OLD.`text_db`)
BEGIN INSERT OR IGNORE INTO `pending_text_removals` (`author_id`, `story_id`, `version`, `place`, `due_at`)
  VALUES (OLD.`author_id`, OLD.`id`, OLD.`text_version`, OLD.`text_db`, unixepoch() * 1000 + 3600000); END;--> statement-breakpoint
CREATE TRIGGER `stories_text_removed` AFTER DELETE ON `stories` WHEN OLD.`text_version` IS NOT NULL
BEGIN
  INSERT OR IGNORE INTO `pending_text_removals` (`author_id`, `story_id`, `version`, `place`, `due_at`)
    VALUES (OLD.`author_id`, OLD.`id`, OLD.`text_version`, OLD.`text_db`, 0);
  UPDATE `pending_text_removals` SET `due_at` = 0 WHERE `author_id` = OLD.`author_id` AND `story_id` = OLD.`id`;
END;
