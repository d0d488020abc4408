CREATE TABLE `message_views` (
	`connection_id` text NOT NULL,
	`seq` integer NOT NULL,
	`viewer_id` text NOT NULL,
	`change_seq` integer NOT NULL,
	`type` text NOT NULL,
	`content` text,
	`edited_at` integer,
	`deleted_at` integer,
	`is_removed` integer NOT NULL,
	`reactions` text NOT NULL,
	PRIMARY KEY(`connection_id`, `seq`, `viewer_id`),
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
