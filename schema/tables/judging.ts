import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { created_at, id, project_id } from './columns.ts';

/** Configured ways of judging; immutable, a change is a new version. */
export const judges = sqliteTable(
  'judges',
  {
    project_id: project_id(),
    id: id(),
    name: text('name').notNull(),
    version: integer('version').notNull(),
    mode: text('mode').notNull(),
    provider: text('provider', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.id] }),
    uniqueIndex('judges_by_name_version').on(t.project_id, t.name, t.version),
  ],
);

/** The ledger: request, readings and verdict. */
export const judgments = sqliteTable(
  'judgments',
  {
    project_id: project_id(),
    id: id(),
    judge_id: text('judge_id').notNull(),
    judge_version: integer('judge_version').notNull(),
    mode: text('mode').notNull(),
    request: text('request', { mode: 'json' }).$type<unknown>().notNull(),
    readings: text('readings', { mode: 'json' }).$type<unknown>().notNull(),
    verdict: text('verdict', { mode: 'json' }).$type<unknown>().notNull(),
    outcome: text('outcome').notNull(),
    calls: integer('calls').notNull(),
    latency_ms: integer('latency_ms').notNull(),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.id] }),
    index('judgments_by_judge').on(t.project_id, t.judge_id, t.id),
    index('judgments_by_outcome').on(t.project_id, t.outcome, t.id),
  ],
);

/** Self-correction reports; immutable. */
export const reports = sqliteTable(
  'reports',
  {
    project_id: project_id(),
    id: id(),
    name: text('name').notNull(),
    source: text('source', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    inputs_sha256: text('inputs_sha256').notNull(),
    seed: integer('seed').notNull(),
    result: text('result', { mode: 'json' }).$type<unknown>().notNull(),
    created_at: created_at(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] })],
);
