CREATE TABLE `connections` (
	`id` text PRIMARY KEY NOT NULL,
	`story_id` text,
	`asker_id` text NOT NULL,
	`author_id` text NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`status` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`story_id`) REFERENCES `stories`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`asker_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`author_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "connections_status" CHECK("connections"."status" in ('asked', 'accepted', 'declined', 'withdrawn', 'expired')),
	CONSTRAINT "connections_two_people" CHECK("connections"."asker_id" <> "connections"."author_id")
);
--> statement-breakpoint
CREATE INDEX `connections_asker` ON `connections` (`asker_id`,`id`);--> statement-breakpoint
CREATE INDEX `connections_author` ON `connections` (`author_id`,`id`);--> statement-breakpoint
CREATE INDEX `connections_story` ON `connections` (`story_id`);--> statement-breakpoint
CREATE TABLE `messages` (
	`connection_id` text NOT NULL,
	`seq` integer NOT NULL,
	`sender_id` text NOT NULL,
	`content` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `seq`),
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "messages_seq" CHECK("messages"."seq" > 0)
) WITHOUT ROWID;
