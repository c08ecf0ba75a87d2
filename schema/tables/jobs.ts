import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { created_at, id, project_id } from './columns.ts';

/** Runs of recipes, with the lease that guards them. */
export const jobs = sqliteTable(
  'jobs',
  {
    project_id: project_id(),
    id: id(),
    name: text('name').notNull(),
    recipe: text('recipe').notNull(),
    params: text('params', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    labels: text('labels', { mode: 'json' }).$type<string[]>().notNull(),
    seed: integer('seed').notNull(),
    state: text('state').notNull(),
    progress: real('progress'),
    message: text('message'),
    attempt: integer('attempt').notNull().default(0),
    max_attempts: integer('max_attempts').notNull(),
    fence: integer('fence').notNull().default(0),
    /** The last fence under which a heartbeat came: a lease that no runner ever confirmed costs no attempt. */
    confirmed_fence: integer('confirmed_fence').notNull().default(0),
    runner: text('runner'),
    lease_expires_at: integer('lease_expires_at'),
    /** Not leased before this time: the pause after a retryable failure. */
    ready_at: integer('ready_at'),
    cancel_requested_at: integer('cancel_requested_at'),
    inputs: text('inputs', { mode: 'json' }).$type<unknown[]>().notNull().default(sql`'[]'`),
    checkpoint_id: text('checkpoint_id'),
    result: text('result', { mode: 'json' }).$type<Record<string, unknown>>(),
    error: text('error', { mode: 'json' }).$type<Record<string, unknown>>(),
    /** The fence and outcome that ended it, so that a repeated finish is answered the same. */
    finished_fence: integer('finished_fence'),
    finished_outcome: text('finished_outcome'),
    created_at: created_at(),
    updated_at: integer('updated_at').notNull(),
    started_at: integer('started_at'),
    finished_at: integer('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.id] }),
    index('jobs_by_state').on(t.project_id, t.state, t.id),
    index('jobs_to_sweep').on(t.state, t.updated_at),
  ],
);

/** What a job told while it ran. */
export const job_events = sqliteTable(
  'job_events',
  {
    project_id: project_id(),
    job_id: text('job_id').notNull(),
    fence: integer('fence').notNull(),
    seq: integer('seq').notNull(),
    at: integer('at').notNull(),
    kind: text('kind').notNull(),
    data: text('data', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.job_id, t.fence, t.seq] })],
);

/** Files that jobs made; the bytes lie in R2. */
export const artifacts = sqliteTable(
  'artifacts',
  {
    project_id: project_id(),
    id: id(),
    job_id: text('job_id').notNull(),
    name: text('name').notNull(),
    kind: text('kind').notNull(),
    sha256: text('sha256').notNull(),
    size_bytes: integer('size_bytes').notNull(),
    content_type: text('content_type').notNull(),
    state: text('state').notNull(),
    /** Where the bytes lie in R2; artifacts of one project with the same content share one object. */
    object_key: text('object_key').notNull(),
    multipart_id: text('multipart_id'),
    parts: text('parts', { mode: 'json' }).$type<Record<string, string>>().notNull(),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.id] }),
    uniqueIndex('artifacts_once').on(t.project_id, t.job_id, t.name, t.sha256),
    index('artifacts_by_hash').on(t.project_id, t.sha256, t.state),
  ],
);

/** Checkpoints registered by jobs, with their lineage. */
export const models = sqliteTable(
  'models',
  {
    project_id: project_id(),
    id: id(),
    name: text('name').notNull(),
    job_id: text('job_id').notNull(),
    files: text('files', { mode: 'json' }).$type<unknown[]>().notNull(),
    lineage: text('lineage', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    created_at: created_at(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] })],
);

/** Runners that have asked for work. */
export const runners = sqliteTable(
  'runners',
  {
    project_id: project_id(),
    name: text('name').notNull(),
    labels: text('labels', { mode: 'json' }).$type<string[]>().notNull(),
    recipes: text('recipes', { mode: 'json' }).$type<string[]>().notNull(),
    version: text('version').notNull(),
    device: text('device').notNull(),
    last_seen_at: integer('last_seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.name] }), index('runners_by_time').on(t.last_seen_at)],
);
