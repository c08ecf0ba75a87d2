import { z } from 'zod';
import { Id, Name, Page, Time } from './common.ts';

export const ranking_methods = ['bradley-terry', 'win-rate'] as const;

export const LeaderboardCreate = z
  .strictObject({
    name: Name,
    campaign_id: Id('campaign'),
    method: z.enum(ranking_methods).default('bradley-terry'),
  })
  .meta({ id: 'LeaderboardCreate' });

export const Leaderboard = LeaderboardCreate.extend({
  id: Id('leaderboard'),
  snapshot_version: z.int().nullable(),
  created_at: Time,
}).meta({ id: 'Leaderboard' });
export type Leaderboard = z.infer<typeof Leaderboard>;
export const LeaderboardPage = Page(Leaderboard, 'LeaderboardPage');

export const LeaderboardRow = z
  .object({
    model: Name,
    rank: z.int(),
    score: z
      .number()
      .nullable()
      .meta({ description: 'On the scale of the method: Bradley–Terry strengths as 1000 + 400·θ/ln 10.' }),
    low: z.number().nullable(),
    high: z.number().nullable(),
    wins: z.int(),
    losses: z.int(),
    ties: z.int(),
  })
  .meta({ id: 'LeaderboardRow' });

/** A computed, immutable result; `watermark` says which ratings it holds. */
export const Snapshot = z
  .object({
    id: Id('snapshot'),
    leaderboard_id: Id('leaderboard'),
    version: z.int(),
    method: z.enum(ranking_methods),
    watermark: z.int().meta({ description: 'Ratings counted so far in this campaign.' }),
    status: z.enum(['ok', 'empty', 'disconnected', 'separable']),
    message: z.string().nullable(),
    rows: z.array(LeaderboardRow),
    created_at: Time,
  })
  .meta({ id: 'Snapshot' });
export type Snapshot = z.infer<typeof Snapshot>;
export const SnapshotPage = Page(Snapshot, 'SnapshotPage');
export const LeaderboardResult = Leaderboard.extend({ snapshot: Snapshot.nullable() }).meta({
  id: 'LeaderboardResult',
});
export type LeaderboardResult = z.infer<typeof LeaderboardResult>;
