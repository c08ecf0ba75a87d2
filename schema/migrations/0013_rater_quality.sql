CREATE TABLE `campaign_quality` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`epoch` integer NOT NULL,
	`arrival` integer NOT NULL,
	`report` text NOT NULL,
	`computed_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`)
);
--> statement-breakpoint
CREATE TABLE `rater_quality` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`rater_id` text NOT NULL,
	`state` text DEFAULT 'ok' NOT NULL,
	`suspicion` real DEFAULT 0 NOT NULL,
	`ratings` integer DEFAULT 0 NOT NULL,
	`figures` text,
	`findings` text DEFAULT '[]' NOT NULL,
	`decision` text,
	`note` text DEFAULT '' NOT NULL,
	`decided_by` text DEFAULT '' NOT NULL,
	`decided_at` integer,
	`cleared_arrival` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`, `rater_id`)
);
--> statement-breakpoint
CREATE INDEX `rater_quality_by_suspicion` ON `rater_quality` (`project_id`,`campaign_id`,`suspicion`,`rater_id`);--> statement-breakpoint
CREATE INDEX `rater_quality_by_ratings` ON `rater_quality` (`project_id`,`campaign_id`,`ratings`,`rater_id`);