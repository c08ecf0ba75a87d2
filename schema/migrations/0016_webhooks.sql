CREATE TABLE `webhook_deliveries` (
	`project_id` text NOT NULL,
	`webhook_id` text NOT NULL,
	`id` text NOT NULL,
	`event` text NOT NULL,
	`payload` text NOT NULL,
	`state` text DEFAULT 'pending' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`response_status` integer,
	`last_error` text,
	`next_attempt_at` integer NOT NULL,
	`delivered_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `webhook_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`state`,`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_age` ON `webhook_deliveries` (`created_at`);--> statement-breakpoint
CREATE TABLE `webhook_marks` (
	`project_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`arrival` integer NOT NULL,
	PRIMARY KEY(`project_id`, `campaign_id`)
);
--> statement-breakpoint
CREATE TABLE `webhooks` (
	`project_id` text NOT NULL,
	`id` text NOT NULL,
	`url` text NOT NULL,
	`events` text NOT NULL,
	`description` text NOT NULL,
	`sealed` text NOT NULL,
	`key_version` integer NOT NULL,
	`enabled` integer DEFAULT true NOT NULL,
	`failing_since` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `id`)
);
