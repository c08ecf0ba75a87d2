import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { created_at, id, project_id } from './columns.ts';

/** Configured ways of critiquing; immutable, a change is a new version. */
export const critics = sqliteTable(
  'critics',
  {
    project_id: project_id(),
    id: id(),
    name: text('name').notNull(),
    version: integer('version').notNull(),
    settings: text('settings', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.id] }),
    uniqueIndex('critics_by_name_version').on(t.project_id, t.name, t.version),
  ],
);

/** The ledger of critiques: request, what each critic said, and what it came to. */
export const critiques = sqliteTable(
  'critiques',
  {
    project_id: project_id(),
    id: id(),
    critic_id: text('critic_id').notNull(),
    critic_version: integer('critic_version').notNull(),
    request: text('request', { mode: 'json' }).$type<unknown>().notNull(),
    readings: text('readings', { mode: 'json' }).$type<unknown>().notNull(),
    result: text('result', { mode: 'json' }).$type<unknown>().notNull(),
    decision: text('decision').notNull(),
    first_error: integer('first_error'),
    extra: text('extra', { mode: 'json' }).$type<Record<string, unknown>>().notNull().default({}),
    refinement_id: text('refinement_id'),
    batch_id: text('batch_id'),
    /** R2 key of request and readings where they are too large for a row. */
    body_key: text('body_key'),
    redacted_at: integer('redacted_at'),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.id] }),
    index('critiques_by_critic').on(t.project_id, t.critic_id, t.id),
    index('critiques_by_decision').on(t.project_id, t.decision, t.id),
    index('critiques_by_refinement').on(t.project_id, t.refinement_id).where(sql`refinement_id IS NOT NULL`),
    index('critiques_by_batch').on(t.project_id, t.batch_id, t.id).where(sql`batch_id IS NOT NULL`),
    index('critiques_by_time').on(t.project_id, t.created_at),
  ],
);

/** Critics measured against annotations. */
export const critic_evaluations = sqliteTable(
  'critic_evaluations',
  {
    project_id: project_id(),
    id: id(),
    critic_id: text('critic_id').notNull(),
    name: text('name').notNull(),
    measure: text('measure').notNull(),
    source: text('source', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    /** Who revises and who grades, where the gain is measured. */
    gain: text('gain', { mode: 'json' }).$type<unknown>(),
    cluster: text('cluster'),
    batch_id: text('batch_id').notNull(),
    seed: integer('seed').notNull().default(0),
    state: text('state').notNull(),
    message: text('message'),
    result: text('result', { mode: 'json' }).$type<unknown>(),
    created_at: created_at(),
    finished_at: integer('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.id] }),
    index('critic_evaluations_by_critic').on(t.project_id, t.critic_id, t.id),
    index('critic_evaluations_by_state').on(t.state, t.created_at),
  ],
);

/** Responses improved by a test-time strategy. */
export const refinements = sqliteTable(
  'refinements',
  {
    project_id: project_id(),
    id: id(),
    strategy: text('strategy').notNull(),
    /** What was asked for: prompt, models, options, budget. */
    request: text('request', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    state: text('state').notNull(),
    message: text('message'),
    /** Where a long one goes on after its message ends. */
    cursor: text('cursor', { mode: 'json' }).$type<unknown>(),
    lease_until: integer('lease_until').notNull().default(0),
    /** Which attempt is returned and why. */
    result: text('result', { mode: 'json' }).$type<unknown>(),
    model: text('model').notNull().default(''),
    dataset_id: text('dataset_id'),
    item_id: text('item_id'),
    calls: integer('calls').notNull().default(0),
    input_tokens: integer('input_tokens').notNull().default(0),
    output_tokens: integer('output_tokens').notNull().default(0),
    cost: real('cost'),
    created_at: created_at(),
    updated_at: integer('updated_at').notNull(),
    finished_at: integer('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.id] }),
    index('refinements_by_strategy').on(t.project_id, t.strategy, t.id),
    index('refinements_by_dataset').on(t.project_id, t.dataset_id, t.id).where(sql`dataset_id IS NOT NULL`),
    index('refinements_by_state').on(t.state, t.updated_at),
  ],
);

/** What a refinement tried, in its order. */
export const refinement_attempts = sqliteTable(
  'refinement_attempts',
  {
    project_id: project_id(),
    refinement_id: text('refinement_id').notNull(),
    n: integer('n').notNull(),
    /** Text, parent attempt, chain, judgments, critique, tokens. */
    attempt: text('attempt', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    created_at: created_at(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.refinement_id, t.n] })],
);
