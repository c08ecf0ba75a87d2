import { z } from 'zod';
import { Id, Name, Page, Time } from './common.ts';

export const ranking_methods = ['bradley-terry', 'win-rate', 'davidson', 'rao-kupper', 'maximal-lottery'] as const;

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
    score: z.number().nullable().meta({
      description:
        'On the scale of the method: strengths of Bradley–Terry, Davidson and Rao–Kupper as 1000 + 400·θ/ln 10, a share of points (win-rate) or of the lottery (maximal-lottery) as 0..1.',
    }),
    low: z.number().nullable().meta({ description: 'The 95 % interval; null where the method has none.' }),
    high: z.number().nullable(),
    best_rank: z.int().nullable().meta({
      description:
        "With 95 % confidence every model's true rank lies within its best_rank..worst_rank at once; null where the method has none.",
    }),
    worst_rank: z.int().nullable(),
    first_probability: z
      .number()
      .nullable()
      .meta({ description: 'How probable it is that this model is the strongest; null where the method has none.' }),
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
    diagnostics: z
      .record(z.string(), z.union([z.number(), z.string()]))
      .nullable()
      .meta({
        description:
          'What proves or limits the result: gradient norm or exploitability (0 at an exact optimum), iterations, the tie parameter (nu, kappa), the seed of the simulated rank ranges.',
      }),
    created_at: Time,
  })
  .meta({ id: 'Snapshot' });
export type Snapshot = z.infer<typeof Snapshot>;
export const SnapshotPage = Page(Snapshot, 'SnapshotPage');
export const LeaderboardResult = Leaderboard.extend({ snapshot: Snapshot.nullable() }).meta({
  id: 'LeaderboardResult',
});
export type LeaderboardResult = z.infer<typeof LeaderboardResult>;
