PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_judgment_batches` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`makes` text DEFAULT 'judgments' NOT NULL,
	`judge_id` text,
	`critic_id` text,
	`name` text NOT NULL,
	`source` text NOT NULL,
	`state` text NOT NULL,
	`message` text,
	`plan_cursor` text,
	`total` integer DEFAULT 0 NOT NULL,
	`done` integer DEFAULT 0 NOT NULL,
	`dead` integer DEFAULT 0 NOT NULL,
	`unreadable` integer DEFAULT 0 NOT NULL,
	`abstained` integer DEFAULT 0 NOT NULL,
	`calls` integer DEFAULT 0 NOT NULL,
	`input_tokens` integer DEFAULT 0 NOT NULL,
	`output_tokens` integer DEFAULT 0 NOT NULL,
	`cost` real DEFAULT 0 NOT NULL,
	`cost_ceiling` real,
	`settings` text DEFAULT '{}' NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`finished_at` integer,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
INSERT INTO `__new_judgment_batches`("project_id", "id", "makes", "judge_id", "critic_id", "name", "source", "state", "message", "plan_cursor", "total", "done", "dead", "unreadable", "abstained", "calls", "input_tokens", "output_tokens", "cost", "cost_ceiling", "settings", "created_at", "updated_at", "finished_at") SELECT "project_id", "id", 'judgments', "judge_id", NULL, "name", "source", "state", "message", "plan_cursor", "total", "done", "dead", "unreadable", "abstained", "calls", "input_tokens", "output_tokens", "cost", "cost_ceiling", "settings", "created_at", "updated_at", "finished_at" FROM `judgment_batches`;--> statement-breakpoint
DROP TABLE `judgment_batches`;--> statement-breakpoint
ALTER TABLE `__new_judgment_batches` RENAME TO `judgment_batches`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `judgment_batches_by_state` ON `judgment_batches` (`state`,`updated_at`);--> statement-breakpoint
ALTER TABLE `batch_tasks` ADD `critique_id` text;--> statement-breakpoint
ALTER TABLE `critiques` ADD `batch_id` text;--> statement-breakpoint
CREATE INDEX `critiques_by_batch` ON `critiques` (`project_id`,`batch_id`,`id`) WHERE batch_id IS NOT NULL;