ALTER TABLE `story_images` ADD `confirmed_face_ids` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `story_images` ADD `unverified` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `story_images` ADD `failed_looks` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `story_images_unverified` ON `story_images` (`failed_looks`,`id`) WHERE "story_images"."unverified" = 1;--> statement-breakpoint
-- Earlier looks searched the original, which a client can send beside another picture: they say nothing of the public copy.
UPDATE `story_images` SET `person_faces` = NULL, `uncovered_faces` = NULL, `checked_at` = NULL WHERE `checked_at` IS NOT NULL;
