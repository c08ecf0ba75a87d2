CREATE TABLE `edge_models` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`sha256` text NOT NULL,
	`job_id` text,
	`manifest` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `edge_models_once` ON `edge_models` (`project_id`,`sha256`);--> statement-breakpoint
CREATE TABLE `judge_shadows` (
	`project_id` text NOT NULL,
	`judge_id` text NOT NULL,
	`current_id` text NOT NULL,
	`settings` text NOT NULL,
	`state` text NOT NULL,
	`gate` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`decided_at` integer,
	PRIMARY KEY(`project_id`, `judge_id`)
);
--> statement-breakpoint
CREATE INDEX `judge_shadows_by_current` ON `judge_shadows` (`project_id`,`current_id`,`state`);--> statement-breakpoint
CREATE INDEX `judge_shadows_by_state` ON `judge_shadows` (`state`,`updated_at`);--> statement-breakpoint
CREATE TABLE `shadow_judgments` (
	`project_id` text NOT NULL,
	`judge_id` text NOT NULL,
	`judgment_id` text NOT NULL,
	`outcome` text NOT NULL,
	`current_outcome` text NOT NULL,
	`comparison_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `judge_id`, `judgment_id`)
);
