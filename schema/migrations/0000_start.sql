CREATE TABLE `artifacts` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`job_id` text NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`sha256` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`content_type` text NOT NULL,
	`state` text NOT NULL,
	`object_key` text NOT NULL,
	`multipart_id` text,
	`parts` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `artifacts_once` ON `artifacts` (`project_id`,`job_id`,`name`,`sha256`);--> statement-breakpoint
CREATE INDEX `artifacts_by_hash` ON `artifacts` (`project_id`,`sha256`,`state`);--> statement-breakpoint
CREATE TABLE `audit_log` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`details` text NOT NULL,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `campaigns` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`question` text NOT NULL,
	`instructions` text NOT NULL,
	`overlap` integer NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `comparisons` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`id` text NOT NULL,
	`prompt` text NOT NULL,
	`response_a` text NOT NULL,
	`response_b` text NOT NULL,
	`model_a` text NOT NULL,
	`model_b` text NOT NULL,
	`rating_count` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `comparisons_by_need` ON `comparisons` (`project_id`,`campaign_id`,`rating_count`,`id`);--> statement-breakpoint
CREATE TABLE `datasets` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`project_id` text NOT NULL,
	`route` text NOT NULL,
	`key` text NOT NULL,
	`body_hash` text NOT NULL,
	`claim` text NOT NULL,
	`status` integer,
	`content_type` text,
	`body` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `route`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_by_age` ON `idempotency` (`created_at`);--> statement-breakpoint
CREATE TABLE `items` (
	`project_id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`id` text NOT NULL,
	`external_id` text,
	`prompt` text NOT NULL,
	`reference` text,
	`metadata` text NOT NULL,
	`upload_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `dataset_id`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `items_by_external_id` ON `items` (`project_id`,`dataset_id`,`external_id`);--> statement-breakpoint
CREATE TABLE `job_events` (
	`project_id` text NOT NULL,
	`job_id` text NOT NULL,
	`fence` integer NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`project_id`, `job_id`, `fence`, `seq`)
);
--> statement-breakpoint
CREATE TABLE `jobs` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`recipe` text NOT NULL,
	`params` text NOT NULL,
	`labels` text NOT NULL,
	`seed` integer NOT NULL,
	`state` text NOT NULL,
	`progress` real,
	`message` text,
	`attempt` integer DEFAULT 0 NOT NULL,
	`max_attempts` integer NOT NULL,
	`fence` integer DEFAULT 0 NOT NULL,
	`runner` text,
	`lease_expires_at` integer,
	`ready_at` integer,
	`cancel_requested_at` integer,
	`inputs` text DEFAULT '[]' NOT NULL,
	`checkpoint_id` text,
	`result` text,
	`error` text,
	`finished_fence` integer,
	`finished_outcome` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `jobs_by_state` ON `jobs` (`project_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_to_sweep` ON `jobs` (`state`,`updated_at`);--> statement-breakpoint
CREATE TABLE `judges` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`version` integer NOT NULL,
	`mode` text NOT NULL,
	`provider` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `judges_by_name_version` ON `judges` (`project_id`,`name`,`version`);--> statement-breakpoint
CREATE TABLE `judgments` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`judge_id` text NOT NULL,
	`judge_version` integer NOT NULL,
	`mode` text NOT NULL,
	`request` text NOT NULL,
	`readings` text NOT NULL,
	`verdict` text NOT NULL,
	`outcome` text NOT NULL,
	`calls` integer NOT NULL,
	`latency_ms` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `judgments_by_judge` ON `judgments` (`project_id`,`judge_id`,`id`);--> statement-breakpoint
CREATE INDEX `judgments_by_outcome` ON `judgments` (`project_id`,`outcome`,`id`);--> statement-breakpoint
CREATE TABLE `keys` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`secret_hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`last_used_at` integer,
	`revoked_at` integer,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `keys_by_id` ON `keys` (`id`);--> statement-breakpoint
CREATE TABLE `leaderboards` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`campaign_id` text NOT NULL,
	`method` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `leaderboards_by_campaign` ON `leaderboards` (`project_id`,`campaign_id`);--> statement-breakpoint
CREATE TABLE `models` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`job_id` text NOT NULL,
	`files` text NOT NULL,
	`lineage` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `pair_counts` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`model_a` text NOT NULL,
	`model_b` text NOT NULL,
	`wins_a` integer NOT NULL,
	`wins_b` integer NOT NULL,
	`ties` integer NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`, `model_a`, `model_b`)
);
--> statement-breakpoint
CREATE TABLE `projects` (
	`project_id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `ratings` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`id` text NOT NULL,
	`comparison_id` text NOT NULL,
	`rater_id` text NOT NULL,
	`choice` text NOT NULL,
	`model_left` text NOT NULL,
	`model_right` text NOT NULL,
	`winner` text,
	`duration_ms` integer NOT NULL,
	`comment` text NOT NULL,
	`created_at` integer NOT NULL,
	`arrival` integer NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ratings_once` ON `ratings` (`project_id`,`campaign_id`,`rater_id`,`comparison_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `ratings_by_arrival` ON `ratings` (`project_id`,`campaign_id`,`arrival`);--> statement-breakpoint
CREATE TABLE `reports` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`source` text NOT NULL,
	`inputs_sha256` text NOT NULL,
	`seed` integer NOT NULL,
	`result` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `responses` (
	`project_id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`id` text NOT NULL,
	`item_id` text NOT NULL,
	`model` text NOT NULL,
	`sample` integer NOT NULL,
	`attempt` integer NOT NULL,
	`content` text NOT NULL,
	`correct` integer,
	`metadata` text NOT NULL,
	`upload_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `dataset_id`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `responses_once` ON `responses` (`project_id`,`dataset_id`,`item_id`,`model`,`sample`,`attempt`);--> statement-breakpoint
CREATE INDEX `responses_by_model` ON `responses` (`project_id`,`dataset_id`,`model`,`item_id`);--> statement-breakpoint
CREATE TABLE `runners` (
	`project_id` text NOT NULL,
	`name` text NOT NULL,
	`labels` text NOT NULL,
	`recipes` text NOT NULL,
	`version` text NOT NULL,
	`device` text NOT NULL,
	`last_seen_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `name`)
);
--> statement-breakpoint
CREATE INDEX `runners_by_time` ON `runners` (`last_seen_at`);--> statement-breakpoint
CREATE TABLE `snapshots` (
	`project_id` text NOT NULL,
	`leaderboard_id` text NOT NULL,
	`version` integer NOT NULL,
	`id` text NOT NULL,
	`method` text NOT NULL,
	`watermark` integer NOT NULL,
	`status` text NOT NULL,
	`message` text,
	`rows` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `leaderboard_id`, `version`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `snapshots_once` ON `snapshots` (`project_id`,`leaderboard_id`,`watermark`);--> statement-breakpoint
CREATE TABLE `uploads` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`kind` text NOT NULL,
	`format` text NOT NULL,
	`on_error` text NOT NULL,
	`state` text NOT NULL,
	`object_key` text NOT NULL,
	`multipart_id` text,
	`parts` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`sha256` text,
	`phase` text NOT NULL,
	`processed_bytes` integer DEFAULT 0 NOT NULL,
	`processed_lines` integer DEFAULT 0 NOT NULL,
	`header` text,
	`lines_good` integer DEFAULT 0 NOT NULL,
	`lines_bad` integer DEFAULT 0 NOT NULL,
	`errors` text NOT NULL,
	`message` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`finished_at` integer,
	PRIMARY KEY(`project_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `uploads_by_state` ON `uploads` (`state`,`updated_at`);--> statement-breakpoint
CREATE TABLE `watermarks` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`arrival` integer NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`)
);
