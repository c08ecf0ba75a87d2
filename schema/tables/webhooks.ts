import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { created_at, id, project_id } from './columns.ts';

/** Addresses that are told what happens in a project. */
export const webhooks = sqliteTable(
  'webhooks',
  {
    project_id: project_id(),
    id: id(),
    url: text('url').notNull(),
    events: text('events', { mode: 'json' }).$type<string[]>().notNull(),
    description: text('description').notNull(),
    /** The signing secret, sealed like a credential. */
    sealed: text('sealed').notNull(),
    key_version: integer('key_version').notNull(),
    enabled: integer('enabled', { mode: 'boolean' }).notNull().default(true),
    /** The first failure since the last success. */
    failing_since: integer('failing_since'),
    created_at: created_at(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] })],
);

/** One event for one webhook, with what became of it. */
export const webhook_deliveries = sqliteTable(
  'webhook_deliveries',
  {
    project_id: project_id(),
    webhook_id: text('webhook_id').notNull(),
    id: id(),
    event: text('event').notNull(),
    payload: text('payload').notNull(),
    /** 'pending', 'delivered' or 'failed'. */
    state: text('state').notNull().default('pending'),
    attempts: integer('attempts').notNull().default(0),
    response_status: integer('response_status'),
    last_error: text('last_error'),
    next_attempt_at: integer('next_attempt_at').notNull(),
    delivered_at: integer('delivered_at'),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.webhook_id, t.id] }),
    index('webhook_deliveries_due').on(t.state, t.next_attempt_at),
    index('webhook_deliveries_by_age').on(t.created_at),
  ],
);

/** Up to which arrival a campaign's ratings were told. */
export const webhook_marks = sqliteTable(
  'webhook_marks',
  { project_id: project_id(), campaign_id: text('campaign_id').notNull(), arrival: integer('arrival').notNull() },
  (t) => [primaryKey({ columns: [t.project_id, t.campaign_id] })],
);
