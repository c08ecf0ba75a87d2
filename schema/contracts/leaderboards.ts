import { z } from 'zod';
import { Id, Name, Page, Sha256, Time } from './common.ts';
import { Analysis } from './leaderboard-analysis.ts';
import { LeaderboardSettings, ranking_methods } from './leaderboard-settings.ts';

export const LeaderboardCreate = z
  .strictObject({
    name: Name,
    campaign_id: Id('campaign'),
    method: z.enum(ranking_methods).default('bradley-terry'),
    settings: LeaderboardSettings.prefault({}),
  })
  .meta({ id: 'LeaderboardCreate' });

export const Leaderboard = LeaderboardCreate.extend({
  id: Id('leaderboard'),
  settings: LeaderboardSettings,
  public: z.boolean(),
  slug: z.string().nullable().meta({ description: 'Its public address once it was published; it stays its own.' }),
  snapshot_version: z.int().nullable(),
  created_at: Time,
}).meta({ id: 'Leaderboard' });
export type Leaderboard = z.infer<typeof Leaderboard>;
export const LeaderboardPage = Page(Leaderboard, 'LeaderboardPage');

/** Method and settings never change: another ranking is another leaderboard. */
export const LeaderboardPatch = z
  .strictObject({ name: Name.optional(), public: z.boolean().optional() })
  .meta({ id: 'LeaderboardPatch' });

export const LeaderboardRow = z
  .object({
    model: Name,
    rank: z.int(),
    score: z.number().nullable().meta({
      description:
        'On the scale of the method: strengths (bradley-terry, davidson, rao-kupper, rater-weighted, crowd-bt) as 1000 + 400·θ/ln 10, elo in its own points from 1500, a share of points (win-rate) or of the lottery (maximal-lottery, criteria-lottery) as 0..1.',
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
    retired: z.boolean().default(false).meta({ description: 'Raters are no longer handed this model.' }),
  })
  .meta({ id: 'LeaderboardRow' });
export type LeaderboardRow = z.infer<typeof LeaderboardRow>;

export const SnapshotStatus = z.enum(['ok', 'empty', 'disconnected', 'separable']).meta({ id: 'SnapshotStatus' });

/** What a ranking comes to. */
const result = {
  status: SnapshotStatus,
  message: z.string().nullable(),
  rows: z.array(LeaderboardRow),
  diagnostics: z
    .record(z.string(), z.union([z.number(), z.string()]))
    .nullable()
    .meta({
      description:
        'What proves or limits the result: gradient norm or exploitability (0 at an exact optimum), iterations, the tie parameter (nu, kappa), the seed of the simulated rank ranges.',
    }),
  analysis: Analysis.nullable().meta({ description: 'null on a snapshot from before there was one.' }),
};

/** A computed, immutable result; `epoch` and `watermark` say which ratings it holds. */
export const Snapshot = z
  .object({
    id: Id('snapshot'),
    leaderboard_id: Id('leaderboard'),
    version: z.int(),
    method: z.enum(ranking_methods),
    settings: LeaderboardSettings.nullable(),
    epoch: z.int().meta({ description: 'Goes up when ratings are held or freed, and all are counted anew.' }),
    watermark: z.int().meta({ description: 'Ratings counted so far in this campaign.' }),
    ...result,
    config_sha256: Sha256.nullable().meta({ description: 'Of method and settings, as the export has them.' }),
    method_version: z.string().nullable(),
    seed: z.int().nullable(),
    inputs_sha256: Sha256.nullable().meta({
      description: 'Of the counts it was computed from, as the export has them.',
    }),
    result_sha256: Sha256.nullable().meta({
      description: 'Of status, message, rows, diagnostics and analysis: what `assay board recompute` comes to again.',
    }),
    created_at: Time,
  })
  .meta({ id: 'Snapshot' });
export type Snapshot = z.infer<typeof Snapshot>;
export const SnapshotPage = Page(Snapshot, 'SnapshotPage');

/** The latest snapshot's scores after the ratings that came since, by rank-one updates: near the exact refit that follows, not it. */
export const Provisional = z
  .object({
    snapshot_version: z.int(),
    watermark: z.int(),
    ratings: z.int().meta({ description: 'Ratings applied to the snapshot.' }),
    rows: z.array(LeaderboardRow),
  })
  .meta({ id: 'Provisional' });
export type Provisional = z.infer<typeof Provisional>;

/** What a campaign's ratings can be filtered by. */
export const Facets = z
  .object({
    categories: z.array(z.object({ name: z.string(), ratings: z.int() })),
    criteria: z.array(z.object({ name: z.string(), ratings: z.int() })),
    sources: z.array(z.object({ source: z.string(), name: z.string(), ratings: z.int() })),
    verified: z.int(),
    held: z.int(),
  })
  .meta({ id: 'Facets' });
export type Facets = z.infer<typeof Facets>;

export const LeaderboardQuery = z.object({
  provisional: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'true: with the ratings since the snapshot, as an estimate.' }),
});
export const LeaderboardResult = Leaderboard.extend({
  snapshot: Snapshot.nullable(),
  provisional: Provisional.nullable().meta({
    description: 'null unless asked for, where the method has no fit to update, or where nothing came since.',
  }),
  facets: Facets,
}).meta({ id: 'LeaderboardResult' });
export type LeaderboardResult = z.infer<typeof LeaderboardResult>;

/** The same campaign ranked another way, computed for this answer and not kept: what a page's filters show. */
export const LeaderboardView = z
  .object({
    method: z.enum(ranking_methods),
    settings: LeaderboardSettings,
    epoch: z.int(),
    watermark: z.int(),
    ...result,
  })
  .meta({ id: 'LeaderboardView' });
export type LeaderboardView = z.infer<typeof LeaderboardView>;
