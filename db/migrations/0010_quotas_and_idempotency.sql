CREATE TABLE `idempotency_keys` (
	`user_id` text NOT NULL,
	`key` text NOT NULL,
	`fingerprint` text NOT NULL,
	`object_id` text NOT NULL,
	`is_done` integer NOT NULL,
	`leased_until` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `key`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_age` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
ALTER TABLE `users` ADD `stored_bytes` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `users` SET `stored_bytes` = (SELECT coalesce(sum(`public_bytes` + coalesce(`original_bytes`, 0)), 0) FROM `story_images` WHERE `owner_id` = `users`.`id`);--> statement-breakpoint
CREATE TRIGGER `story_images_stored` AFTER INSERT ON `story_images`
BEGIN UPDATE `users` SET `stored_bytes` = `stored_bytes` + NEW.`public_bytes` + coalesce(NEW.`original_bytes`, 0) WHERE `id` = NEW.`owner_id`; END;--> statement-breakpoint
CREATE TRIGGER `story_images_freed` AFTER DELETE ON `story_images`
BEGIN UPDATE `users` SET `stored_bytes` = `stored_bytes` - OLD.`public_bytes` - coalesce(OLD.`original_bytes`, 0) WHERE `id` = OLD.`owner_id`; END;
