import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { created_at, id, project_id } from './columns.ts';

/** The tenants. */
export const projects = sqliteTable('projects', {
  project_id: text('project_id').primaryKey(),
  name: text('name').notNull(),
  created_at: created_at(),
});

/** API keys: a peppered hash and scopes, never a secret. */
export const keys = sqliteTable(
  'keys',
  {
    project_id: project_id(),
    id: id(),
    name: text('name').notNull(),
    secret_hash: text('secret_hash').notNull(),
    scopes: text('scopes', { mode: 'json' }).$type<string[]>().notNull(),
    created_at: created_at(),
    expires_at: integer('expires_at'),
    last_used_at: integer('last_used_at'),
    revoked_at: integer('revoked_at'),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] }), uniqueIndex('keys_by_id').on(t.id)],
);

/** Append-only: who changed which key, judge, campaign or job. */
export const audit_log = sqliteTable(
  'audit_log',
  {
    project_id: project_id(),
    id: id(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    details: text('details', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] })],
);

/** First answers to POSTs with an Idempotency-Key, sealed, kept for a day. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    project_id: project_id(),
    route: text('route').notNull(),
    key: text('key').notNull(),
    body_hash: text('body_hash').notNull(),
    claim: text('claim').notNull(),
    status: integer('status'),
    content_type: text('content_type'),
    body: text('body'),
    created_at: created_at(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.route, t.key] }), index('idempotency_by_age').on(t.created_at)],
);
