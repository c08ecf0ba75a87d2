import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/*
 * Every table leads with project_id, in its columns and in its primary key: a query that forgets the project cannot use the key.
 * JSON columns hold text as the contracts define it.
 */
const project_id = () => text('project_id').notNull();
const id = () => text('id').notNull();
const created_at = () => integer('created_at').notNull();

export const projects = sqliteTable('projects', {
  project_id: text('project_id').primaryKey(),
  name: text('name').notNull(),
  created_at: created_at(),
});

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

export const datasets = sqliteTable(
  'datasets',
  {
    project_id: project_id(),
    id: id(),
    name: text('name').notNull(),
    description: text('description').notNull(),
    created_at: created_at(),
    updated_at: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] })],
);

export const items = sqliteTable(
  'items',
  {
    project_id: project_id(),
    dataset_id: text('dataset_id').notNull(),
    id: id(),
    external_id: text('external_id'),
    prompt: text('prompt', { mode: 'json' }).$type<unknown>().notNull(),
    reference: text('reference'),
    metadata: text('metadata', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    upload_id: text('upload_id'),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.dataset_id, t.id] }),
    uniqueIndex('items_by_external_id').on(t.project_id, t.dataset_id, t.external_id),
  ],
);

export const responses = sqliteTable(
  'responses',
  {
    project_id: project_id(),
    dataset_id: text('dataset_id').notNull(),
    id: id(),
    item_id: text('item_id').notNull(),
    model: text('model').notNull(),
    sample: integer('sample').notNull(),
    attempt: integer('attempt').notNull(),
    content: text('content').notNull(),
    correct: integer('correct', { mode: 'boolean' }),
    metadata: text('metadata', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    upload_id: text('upload_id'),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.dataset_id, t.id] }),
    uniqueIndex('responses_once').on(t.project_id, t.dataset_id, t.item_id, t.model, t.sample, t.attempt),
    index('responses_by_model').on(t.project_id, t.dataset_id, t.model, t.item_id),
  ],
);

export const uploads = sqliteTable(
  'uploads',
  {
    project_id: project_id(),
    id: id(),
    dataset_id: text('dataset_id').notNull(),
    kind: text('kind').notNull(),
    format: text('format').notNull(),
    on_error: text('on_error').notNull(),
    state: text('state').notNull(),
    /** Where the bytes lie in R2, and the R2 multipart upload they come in by. */
    object_key: text('object_key').notNull(),
    multipart_id: text('multipart_id'),
    parts: text('parts', { mode: 'json' }).$type<Record<string, string>>().notNull(),
    size_bytes: integer('size_bytes').notNull(),
    sha256: text('sha256'),
    /** `check` reads without writing (atomic uploads do it first), `write` inserts. */
    phase: text('phase').notNull(),
    processed_bytes: integer('processed_bytes').notNull().default(0),
    processed_lines: integer('processed_lines').notNull().default(0),
    header: text('header', { mode: 'json' }).$type<string[]>(),
    lines_good: integer('lines_good').notNull().default(0),
    lines_bad: integer('lines_bad').notNull().default(0),
    errors: text('errors', { mode: 'json' }).$type<{ line: number; message: string }[]>().notNull(),
    message: text('message'),
    created_at: created_at(),
    updated_at: integer('updated_at').notNull(),
    finished_at: integer('finished_at'),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] }), index('uploads_by_state').on(t.state, t.updated_at)],
);

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

export const campaigns = sqliteTable(
  'campaigns',
  {
    project_id: project_id(),
    id: id(),
    name: text('name').notNull(),
    question: text('question').notNull(),
    instructions: text('instructions').notNull(),
    overlap: integer('overlap').notNull(),
    state: text('state').notNull(),
    created_at: created_at(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] })],
);

export const comparisons = sqliteTable(
  'comparisons',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    id: id(),
    prompt: text('prompt', { mode: 'json' }).$type<unknown>().notNull(),
    response_a: text('response_a').notNull(),
    response_b: text('response_b').notNull(),
    model_a: text('model_a').notNull(),
    model_b: text('model_b').notNull(),
    /** Folded from ratings by the consumer, so that choosing the next comparison reads one table. */
    rating_count: integer('rating_count').notNull().default(0),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.campaign_id, t.id] }),
    index('comparisons_by_need').on(t.project_id, t.campaign_id, t.rating_count, t.id),
  ],
);

export const ratings = sqliteTable(
  'ratings',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    /** The assignment's id: a rating that arrives twice is one row. */
    id: id(),
    comparison_id: text('comparison_id').notNull(),
    rater_id: text('rater_id').notNull(),
    choice: text('choice').notNull(),
    model_left: text('model_left').notNull(),
    model_right: text('model_right').notNull(),
    winner: text('winner'),
    duration_ms: integer('duration_ms').notNull(),
    comment: text('comment').notNull(),
    created_at: created_at(),
    /** Order of arrival within the campaign; the watermark of the pair counts runs over it. */
    arrival: integer('arrival').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.campaign_id, t.id] }),
    uniqueIndex('ratings_once').on(t.project_id, t.campaign_id, t.rater_id, t.comparison_id),
    uniqueIndex('ratings_by_arrival').on(t.project_id, t.campaign_id, t.arrival),
  ],
);

export const pair_counts = sqliteTable(
  'pair_counts',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    /** model_a < model_b in code-point order: a pair has one row. */
    model_a: text('model_a').notNull(),
    model_b: text('model_b').notNull(),
    wins_a: integer('wins_a').notNull(),
    wins_b: integer('wins_b').notNull(),
    ties: integer('ties').notNull(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.campaign_id, t.model_a, t.model_b] })],
);

export const watermarks = sqliteTable(
  'watermarks',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    arrival: integer('arrival').notNull(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.campaign_id] })],
);

export const leaderboards = sqliteTable(
  'leaderboards',
  {
    project_id: project_id(),
    id: id(),
    name: text('name').notNull(),
    campaign_id: text('campaign_id').notNull(),
    method: text('method').notNull(),
    created_at: created_at(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] }), index('leaderboards_by_campaign').on(t.project_id, t.campaign_id)],
);

export const snapshots = sqliteTable(
  'snapshots',
  {
    project_id: project_id(),
    leaderboard_id: text('leaderboard_id').notNull(),
    version: integer('version').notNull(),
    id: id(),
    method: text('method').notNull(),
    watermark: integer('watermark').notNull(),
    status: text('status').notNull(),
    message: text('message'),
    rows: text('rows', { mode: 'json' }).$type<unknown[]>().notNull(),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.leaderboard_id, t.version] }),
    uniqueIndex('snapshots_once').on(t.project_id, t.leaderboard_id, t.watermark),
  ],
);

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
