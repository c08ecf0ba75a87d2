CREATE TABLE `critic_evaluations` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`critic_id` text NOT NULL,
	`name` text NOT NULL,
	`measure` text NOT NULL,
	`source` text NOT NULL,
	`gain` text,
	`cluster` text,
	`batch_id` text NOT NULL,
	`seed` integer DEFAULT 0 NOT NULL,
	`state` text NOT NULL,
	`message` text,
	`result` text,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `critic_evaluations_by_critic` ON `critic_evaluations` (`project_id`,`critic_id`,`id`);--> statement-breakpoint
CREATE INDEX `critic_evaluations_by_state` ON `critic_evaluations` (`state`,`created_at`);