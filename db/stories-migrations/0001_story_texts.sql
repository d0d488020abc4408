-- The one table of a database for stories: their texts, each version a row that never changes. The main database's `stories` name
-- the version that counts. `due_at`: when the sweep looks whether one does; null once it was seen to. A version that none names
-- then, because its story was not published after all, is deleted.
CREATE TABLE `story_texts` (
	`author_id` text NOT NULL,
	`version` text NOT NULL,
	`story_id` text NOT NULL,
	`body` text NOT NULL,
	`due_at` integer,
	PRIMARY KEY(`author_id`, `version`)
);
--> statement-breakpoint
CREATE INDEX `story_texts_due` ON `story_texts` (`due_at`) WHERE "story_texts"."due_at" is not null;
