CREATE TABLE `agendas` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`strategy` text NOT NULL,
	`pairs` text NOT NULL,
	`watermark` integer NOT NULL,
	`epoch` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`)
);
--> statement-breakpoint
CREATE INDEX `comparisons_by_pair` ON `comparisons` (`project_id`,`campaign_id`,`model_a`,`model_b`,`rating_count`) WHERE gold IS NULL;--> statement-breakpoint
CREATE INDEX `comparisons_gold` ON `comparisons` (`project_id`,`campaign_id`,`id`) WHERE gold IS NOT NULL;