ALTER TABLE `story_images` ADD `face_coordinates` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `story_images` ADD `faces_detected` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `story_images` ADD `person_faces` text;--> statement-breakpoint
ALTER TABLE `story_images` ADD `uncovered_faces` text;--> statement-breakpoint
ALTER TABLE `story_images` ADD `checked_at` integer;