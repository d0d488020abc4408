-- The tables of a message database: those of the main one without what refers to its other tables. A test compares them.
CREATE TABLE `messages` (
	`connection_id` text NOT NULL,
	`seq` integer NOT NULL,
	`sender_id` text NOT NULL,
	`content` text NOT NULL,
	`created_at` integer NOT NULL,
	`is_hidden` integer DEFAULT false NOT NULL,
	`reply_to` integer,
	`is_reply_private` integer DEFAULT false NOT NULL,
	`photos` text,
	`expires_at` integer,
	PRIMARY KEY(`connection_id`, `seq`),
	CONSTRAINT "messages_seq" CHECK("messages"."seq" > 0)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `messages_expiry` ON `messages` (`expires_at`) WHERE "messages"."expires_at" is not null;
--> statement-breakpoint
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
	PRIMARY KEY(`connection_id`, `seq`, `viewer_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `chat_events` (
	`connection_id` text NOT NULL,
	`event_seq` integer NOT NULL,
	`type` text NOT NULL,
	`user_id` text NOT NULL,
	`image_id` text NOT NULL,
	`after_seq` integer NOT NULL,
	`created_at` integer NOT NULL,
	`seconds` integer,
	`is_hidden` integer DEFAULT false NOT NULL,
	`terms` text,
	`ends_at` integer,
	`end_cause` text,
	PRIMARY KEY(`connection_id`, `event_seq`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `chat_members` (
	`user_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`delivered_seq` integer DEFAULT 0 NOT NULL,
	`read_seq` integer DEFAULT 0 NOT NULL,
	`last_seq` integer DEFAULT 0 NOT NULL,
	`unread` integer DEFAULT 0 NOT NULL,
	`is_closed` integer DEFAULT false NOT NULL,
	`messages_db` integer,
	`last_at` integer,
	PRIMARY KEY(`user_id`, `connection_id`)
);
--> statement-breakpoint
CREATE INDEX `chat_members_connection` ON `chat_members` (`connection_id`);
