import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { created_at, id, project_id } from './columns.ts';

/** Ranking definitions; only name and publication ever change. */
export const leaderboards = sqliteTable(
  'leaderboards',
  {
    project_id: project_id(),
    id: id(),
    name: text('name').notNull(),
    campaign_id: text('campaign_id').notNull(),
    method: text('method').notNull(),
    /** Everything else a ranking is made by; the contract fills in what an older row lacks. */
    settings: text('settings', { mode: 'json' }).$type<Record<string, unknown>>().notNull().default({}),
    public: integer('public', { mode: 'boolean' }).notNull().default(false),
    /** Its public address, given when it is first published; stays its own afterwards. */
    slug: text('slug'),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.id] }),
    index('leaderboards_by_campaign').on(t.project_id, t.campaign_id),
    uniqueIndex('leaderboards_by_slug').on(t.slug),
  ],
);

/** Computed leaderboards; immutable and versioned. */
export const snapshots = sqliteTable(
  'snapshots',
  {
    project_id: project_id(),
    leaderboard_id: text('leaderboard_id').notNull(),
    version: integer('version').notNull(),
    id: id(),
    method: text('method').notNull(),
    epoch: integer('epoch').notNull().default(0),
    watermark: integer('watermark').notNull(),
    status: text('status').notNull(),
    message: text('message'),
    rows: text('rows', { mode: 'json' }).$type<unknown[]>().notNull(),
    diagnostics: text('diagnostics', { mode: 'json' }).$type<Record<string, number | string>>(),
    /** What it was made by and of, so that anyone can make it again; null on rows from before that was kept. */
    settings: text('settings', { mode: 'json' }).$type<Record<string, unknown>>(),
    config_sha256: text('config_sha256'),
    method_version: text('method_version'),
    seed: integer('seed'),
    inputs_sha256: text('inputs_sha256'),
    result_sha256: text('result_sha256'),
    analysis: text('analysis', { mode: 'json' }).$type<unknown>(),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.leaderboard_id, t.version] }),
    uniqueIndex('snapshots_once').on(t.project_id, t.leaderboard_id, t.epoch, t.watermark),
  ],
);

/** The fit of a leaderboard's latest snapshot: what a warm start and a provisional update begin from. */
export const leaderboard_fits = sqliteTable(
  'leaderboard_fits',
  {
    project_id: project_id(),
    leaderboard_id: text('leaderboard_id').notNull(),
    version: integer('version').notNull(),
    models: text('models', { mode: 'json' }).$type<string[]>().notNull(),
    /** Base64 of 64-bit floats, little-endian: scores, and the lower triangle of their covariance by rows. */
    theta: text('theta').notNull(),
    covariance: text('covariance').notNull(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.leaderboard_id] })],
);
