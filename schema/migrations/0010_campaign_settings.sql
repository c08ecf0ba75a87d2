CREATE TABLE `raters` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`id` text NOT NULL,
	`label` text DEFAULT '' NOT NULL,
	`participant` text DEFAULT '' NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`passed_at` integer,
	`completed_at` integer,
	`revoked_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `raters_by_participant` ON `raters` (`project_id`,`campaign_id`,`participant`);--> statement-breakpoint
CREATE TABLE `skips` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`rater_id` text NOT NULL,
	`comparison_id` text NOT NULL,
	`kind` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`resolved_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`, `rater_id`, `comparison_id`)
);
--> statement-breakpoint
ALTER TABLE `campaigns` ADD `settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `paused_by` text;--> statement-breakpoint
ALTER TABLE `comparisons` ADD `gold` text;--> statement-breakpoint
ALTER TABLE `pair_counts` ADD `both_good` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `ratings` ADD `strength` integer;--> statement-breakpoint
ALTER TABLE `ratings` ADD `score` integer;--> statement-breakpoint
ALTER TABLE `ratings` ADD `reasons` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `ratings` ADD `network` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `ratings` ADD `gold` integer DEFAULT false NOT NULL;