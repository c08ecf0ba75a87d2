import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { created_at, id, project_id } from './columns.ts';

/** Many judgments, critiques or revisions asked for at once. */
export const judgment_batches = sqliteTable(
  'judgment_batches',
  {
    project_id: project_id(),
    id: id(),
    makes: text('makes').notNull().default('judgments'),
    judge_id: text('judge_id'),
    critic_id: text('critic_id'),
    name: text('name').notNull(),
    source: text('source', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    state: text('state').notNull(),
    message: text('message'),
    /** Where planning goes on; null once every task is written. */
    plan_cursor: text('plan_cursor'),
    total: integer('total').notNull().default(0),
    done: integer('done').notNull().default(0),
    dead: integer('dead').notNull().default(0),
    unreadable: integer('unreadable').notNull().default(0),
    abstained: integer('abstained').notNull().default(0),
    calls: integer('calls').notNull().default(0),
    input_tokens: integer('input_tokens').notNull().default(0),
    output_tokens: integer('output_tokens').notNull().default(0),
    cost: real('cost').notNull().default(0),
    cost_ceiling: real('cost_ceiling'),
    /** Settings of the run: calls a minute, width. */
    settings: text('settings', { mode: 'json' }).$type<Record<string, unknown>>().notNull().default({}),
    created_at: created_at(),
    updated_at: integer('updated_at').notNull(),
    finished_at: integer('finished_at'),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] }), index('judgment_batches_by_state').on(t.state, t.updated_at)],
);

/** One task of a batch: what it is about, and what became of it. */
export const batch_tasks = sqliteTable(
  'batch_tasks',
  {
    project_id: project_id(),
    batch_id: text('batch_id').notNull(),
    n: integer('n').notNull(),
    state: text('state').notNull(),
    /** Ids of item and responses, or the request itself where it was uploaded. */
    request: text('request', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    attempts: integer('attempts').notNull().default(0),
    lease_until: integer('lease_until').notNull().default(0),
    judgment_id: text('judgment_id'),
    critique_id: text('critique_id'),
    outcome: text('outcome'),
    error: text('error'),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.batch_id, t.n] }),
    index('batch_tasks_by_state').on(t.project_id, t.batch_id, t.state, t.n),
  ],
);
