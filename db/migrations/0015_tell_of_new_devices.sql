ALTER TABLE `sessions` ADD `is_new_device` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `stories_held` ON `stories` (`author_id`) WHERE "stories"."held_at" is not null;