CREATE TABLE `reservations` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`comparison_id` text NOT NULL,
	`rater_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`, `comparison_id`, `rater_id`)
);
--> statement-breakpoint
CREATE INDEX `reservations_by_rater` ON `reservations` (`project_id`,`campaign_id`,`rater_id`);--> statement-breakpoint
CREATE INDEX `reservations_by_expiry` ON `reservations` (`expires_at`);--> statement-breakpoint
ALTER TABLE `raters` ADD `origin` text DEFAULT 'link' NOT NULL;