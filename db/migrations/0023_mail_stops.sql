CREATE TABLE `mail_stops` (
	`email` text PRIMARY KEY NOT NULL,
	`reason` text NOT NULL,
	`stopped_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `mail_stops_age` ON `mail_stops` (`stopped_at`);