CREATE TABLE `rejected_ratings` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`id` text NOT NULL,
	`assignment_id` text NOT NULL,
	`rater_id` text NOT NULL,
	`comparison_id` text NOT NULL,
	`reason` text NOT NULL,
	`rating` text NOT NULL,
	`network` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rejected_ratings_once` ON `rejected_ratings` (`project_id`,`campaign_id`,`rater_id`,`assignment_id`,`reason`,`created_at`);--> statement-breakpoint
CREATE INDEX `rejected_ratings_by_age` ON `rejected_ratings` (`created_at`);