CREATE TABLE `chat_events` (
	`connection_id` text NOT NULL,
	`event_seq` integer NOT NULL,
	`type` text NOT NULL,
	`user_id` text NOT NULL,
	`image_id` text NOT NULL,
	`after_seq` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `event_seq`),
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
