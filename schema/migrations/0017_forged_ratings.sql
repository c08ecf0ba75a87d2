DROP INDEX `rejected_ratings_once`;--> statement-breakpoint
ALTER TABLE `rejected_ratings` ADD `count` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `rejected_ratings` ADD `last_at` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `rejected_ratings_once` ON `rejected_ratings` (`project_id`,`campaign_id`,`rater_id`,`assignment_id`,`reason`,`created_at`,`network`);