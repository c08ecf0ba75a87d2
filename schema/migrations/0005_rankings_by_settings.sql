CREATE TABLE `retirements` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`model` text NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`, `model`)
);
--> statement-breakpoint
CREATE TABLE `leaderboard_fits` (
	`project_id` text NOT NULL,
	`leaderboard_id` text NOT NULL,
	`version` integer NOT NULL,
	`models` text NOT NULL,
	`theta` text NOT NULL,
	`covariance` text NOT NULL,
	PRIMARY KEY(`project_id`, `leaderboard_id`)
);
--> statement-breakpoint
DROP INDEX `snapshots_once`;--> statement-breakpoint
ALTER TABLE `snapshots` ADD `epoch` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `snapshots` ADD `settings` text;--> statement-breakpoint
ALTER TABLE `snapshots` ADD `config_sha256` text;--> statement-breakpoint
ALTER TABLE `snapshots` ADD `method_version` text;--> statement-breakpoint
ALTER TABLE `snapshots` ADD `seed` integer;--> statement-breakpoint
ALTER TABLE `snapshots` ADD `inputs_sha256` text;--> statement-breakpoint
ALTER TABLE `snapshots` ADD `result_sha256` text;--> statement-breakpoint
ALTER TABLE `snapshots` ADD `analysis` text;--> statement-breakpoint
CREATE UNIQUE INDEX `snapshots_once` ON `snapshots` (`project_id`,`leaderboard_id`,`epoch`,`watermark`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_pair_counts` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`source` text DEFAULT 'people' NOT NULL,
	`criterion` text DEFAULT '' NOT NULL,
	`category` text DEFAULT '' NOT NULL,
	`verified` integer DEFAULT 0 NOT NULL,
	`held` integer DEFAULT 0 NOT NULL,
	`model_a` text NOT NULL,
	`model_b` text NOT NULL,
	`wins_a` integer NOT NULL,
	`wins_b` integer NOT NULL,
	`ties` integer NOT NULL,
	`both_bad` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`, `source`, `criterion`, `category`, `verified`, `held`, `model_a`, `model_b`)
);
--> statement-breakpoint
-- Counts follow from the ratings: they are made anew, with what the old ones did not tell apart.
DELETE FROM `watermarks`;--> statement-breakpoint
DROP TABLE `pair_counts`;--> statement-breakpoint
ALTER TABLE `__new_pair_counts` RENAME TO `pair_counts`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `criteria` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `comparisons` ADD `tags` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `comparisons` ADD `style` text;--> statement-breakpoint
ALTER TABLE `ratings` ADD `criteria` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `ratings` ADD `source` text DEFAULT 'people' NOT NULL;--> statement-breakpoint
ALTER TABLE `ratings` ADD `verified` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `ratings` ADD `held` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `ratings` ADD `probability` real;--> statement-breakpoint
ALTER TABLE `watermarks` ADD `epoch` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `leaderboards` ADD `settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `leaderboards` ADD `public` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `leaderboards` ADD `slug` text;--> statement-breakpoint
CREATE UNIQUE INDEX `leaderboards_by_slug` ON `leaderboards` (`slug`);