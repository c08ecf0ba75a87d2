import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { created_at, id, project_id } from './columns.ts';

/** Edge models of a project; the files lie in R2 by their hashes. */
export const edge_models = sqliteTable(
  'edge_models',
  {
    project_id: project_id(),
    id: id(),
    sha256: text('sha256').notNull(),
    job_id: text('job_id'),
    manifest: text('manifest', { mode: 'json' }).$type<unknown>().notNull(),
    created_at: created_at(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] }), uniqueIndex('edge_models_once').on(t.project_id, t.sha256)],
);

/** A judge that judges in the shadow of another, until the gate promotes or rejects it. */
export const judge_shadows = sqliteTable(
  'judge_shadows',
  {
    project_id: project_id(),
    judge_id: text('judge_id').notNull(),
    current_id: text('current_id').notNull(),
    settings: text('settings', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    state: text('state').notNull(),
    gate: text('gate', { mode: 'json' }).$type<unknown>(),
    created_at: created_at(),
    updated_at: integer('updated_at').notNull(),
    decided_at: integer('decided_at'),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.judge_id] }),
    index('judge_shadows_by_current').on(t.project_id, t.current_id, t.state),
    index('judge_shadows_by_state').on(t.state, t.updated_at),
  ],
);

/** What a judge in the shadow said of what its judge judged. */
export const shadow_judgments = sqliteTable(
  'shadow_judgments',
  {
    project_id: project_id(),
    judge_id: text('judge_id').notNull(),
    judgment_id: text('judgment_id').notNull(),
    outcome: text('outcome').notNull(),
    /** What the judge in use said of the same. */
    current_outcome: text('current_outcome').notNull(),
    /** The comparison whose ratings say who was right. */
    comparison_id: text('comparison_id'),
    created_at: created_at(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.judge_id, t.judgment_id] })],
);
