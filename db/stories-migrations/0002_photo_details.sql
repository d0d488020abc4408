-- The details of a story's photos are versions beside its text: `photo_id` says of which photo, and is null for the text.
ALTER TABLE `story_texts` ADD `photo_id` text;
