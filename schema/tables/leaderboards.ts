import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { created_at, id, project_id } from './columns.ts';

/** Ranking definitions. */
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
  (t) => [
    primaryKey({ columns: [t.project_id, t.id] }),
    index('leaderboards_by_campaign').on(t.project_id, t.campaign_id),
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
    watermark: integer('watermark').notNull(),
    status: text('status').notNull(),
    message: text('message'),
    rows: text('rows', { mode: 'json' }).$type<unknown[]>().notNull(),
    diagnostics: text('diagnostics', { mode: 'json' }).$type<Record<string, number | string>>(),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.leaderboard_id, t.version] }),
    uniqueIndex('snapshots_once').on(t.project_id, t.leaderboard_id, t.watermark),
  ],
);
