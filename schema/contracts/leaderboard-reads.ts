import { z } from 'zod';
import { Comparison, Rating } from './campaigns.ts';
import { Id, Name, Page, Time } from './common.ts';
import { Leaderboard, Snapshot } from './leaderboards.ts';

/** Results of every two models that met against what the scores predict; parallel columns, `a` and `b` point into `models`. */
export const WinMatrix = z
  .object({
    snapshot_version: z.int().nullable(),
    models: z.array(Name).meta({ description: 'Best first.' }),
    a: z.array(z.int()),
    b: z.array(z.int()),
    wins_a: z.array(z.number()),
    wins_b: z.array(z.number()),
    ties: z.array(z.number()),
    predicted: z
      .array(z.number().nullable())
      .meta({ description: "a's share of points by the scores; null where the method predicts none." }),
  })
  .meta({ id: 'WinMatrix' });
export type WinMatrix = z.infer<typeof WinMatrix>;

export const PairQuery = z.object({ a: Name, b: Name });
const Tally = z.object({ wins_a: z.int(), wins_b: z.int(), ties: z.int() });

/** Why A stands above B: what they did against each other, and against everyone both met. */
export const HeadToHead = z
  .object({
    a: Name,
    b: Name,
    rank_a: z.int().nullable(),
    rank_b: z.int().nullable(),
    difference: z.number().nullable().meta({ description: "score of a − score of b, on the method's scale." }),
    predicted: z.number().nullable().meta({ description: "a's share of points against b by the scores." }),
    direct: Tally.extend({ both_good: z.int(), both_bad: z.int() }),
    share: z.number().nullable().meta({ description: "a's share of points against b; null where they never met." }),
    low: z.number().nullable(),
    high: z.number().nullable(),
    common: z
      .array(
        z.object({
          model: Name,
          share_a: z.number(),
          games_a: z.int(),
          share_b: z.number(),
          games_b: z.int(),
          speaks_for: z.enum(['a', 'b', 'neither']),
        }),
      )
      .meta({ description: 'Opponents of both, those met most first.' }),
  })
  .meta({ id: 'HeadToHead' });
export type HeadToHead = z.infer<typeof HeadToHead>;

export const RatedComparison = z.object({ rating: Rating, comparison: Comparison }).meta({ id: 'RatedComparison' });
export const RatedComparisonPage = Page(RatedComparison, 'RatedComparisonPage');
export type RatedComparison = z.infer<typeof RatedComparison>;

/** Two boards side by side, such as a judge's and people's. */
export const BoardAgreement = z
  .object({
    left: Leaderboard,
    right: Leaderboard,
    models: z.array(
      z.object({
        model: Name,
        left_rank: z.int(),
        right_rank: z.int(),
        left_score: z.number().nullable(),
        right_score: z.number().nullable(),
      }),
    ),
    only_left: z.array(Name),
    only_right: z.array(Name),
    spearman: z
      .number()
      .nullable()
      .meta({ description: 'Rank correlation over the models of both; null below three.' }),
    kendall: z.number().nullable().meta({ description: 'Kendall τ-b.' }),
    disagreements: z
      .array(z.object({ a: Name, b: Name, left_first: z.number().nullable(), right_first: z.number().nullable() }))
      .meta({
        description:
          'Pairs that the boards order oppositely, with the share of points of a in each; widest apart first, at most 100.',
      }),
  })
  .meta({ id: 'BoardAgreement' });
export type BoardAgreement = z.infer<typeof BoardAgreement>;

/** How many more labels would tell two models apart. */
export const LabelPlan = z
  .object({
    a: Name,
    b: Name,
    difference: z.number().nullable(),
    standard_error: z.number().nullable(),
    separated: z.boolean(),
    labels_now: z.int(),
    labels_more: z.int().nullable().meta({
      description: 'More ratings of these two directly; null where the scores are equal: no number would do.',
    }),
    labels_mix: z.int().nullable().meta({
      description:
        'More ratings over all pairs, in the mix that they have now; null where no number would do, such as where only more verdicts would.',
    }),
    labels_without_judge: z.int().nullable().meta({
      description: 'labels_mix if the judge of a corrected board did not count; null on other boards.',
    }),
    power: z.number(),
    assumes: z.string().meta({ description: 'What the number rests on, in words.' }),
  })
  .meta({ id: 'LabelPlan' });
export type LabelPlan = z.infer<typeof LabelPlan>;

/** Scores over the versions: parallel to `points`, one list per model; null where a model was not scored. */
export const LeaderboardHistory = z
  .object({
    points: z.array(z.object({ version: z.int(), watermark: z.int(), epoch: z.int(), created_at: Time })),
    models: z.array(
      z.object({
        model: Name,
        score: z.array(z.number().nullable()),
        low: z.array(z.number().nullable()),
        high: z.array(z.number().nullable()),
        rank: z.array(z.int().nullable()),
      }),
    ),
  })
  .meta({ id: 'LeaderboardHistory' });
export type LeaderboardHistory = z.infer<typeof LeaderboardHistory>;
export const HistoryQuery = z.object({
  points: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(50)
    .meta({ description: 'Versions, spread evenly over all.' }),
  models: z.coerce.number().int().min(1).max(300).default(20).meta({ description: 'The best of the latest version.' }),
});

export const export_parts = ['board', 'pair-counts', 'ratings', 'snapshot'] as const;
export const ExportQuery = z.object({
  part: z.enum(export_parts).default('board').meta({
    description:
      'board: its rows. pair-counts: what they were computed from. ratings: every rating counted, raters by numbers of this board. snapshot: all that `assay board recompute` needs to make the same bytes again (JSON only).',
  }),
  format: z.enum(['json', 'csv', 'parquet']).default('json'),
  version: z.coerce.number().int().min(1).optional().meta({ description: 'The latest, unless given.' }),
});
export type ExportQuery = z.infer<typeof ExportQuery>;

/** What everyone may read of a published leaderboard. */
export const PublicLeaderboard = z
  .object({
    slug: z.string(),
    name: Name,
    method: Leaderboard.shape.method,
    settings: Leaderboard.shape.settings,
    campaign: z.object({ name: Name, question: z.string() }),
    judge: z
      .object({ name: Name, version: z.int() })
      .nullable()
      .meta({ description: 'Whose verdicts count; null for a board of people alone.' }),
    snapshot: Snapshot.omit({ leaderboard_id: true }).nullable(),
    retirements: z.array(z.object({ model: Name, reason: z.string(), created_at: Time })),
  })
  .meta({ id: 'PublicLeaderboard' });
export type PublicLeaderboard = z.infer<typeof PublicLeaderboard>;
export const Slug = z.string().regex(/^[a-z0-9-]{3,120}$/, 'must be the slug of a published leaderboard');
export const WithLeaderboard = z.object({ with: Id('leaderboard') });
export const BadgeQuery = z.object({
  model: Name.optional().meta({ description: 'Whose rank the badge shows; the leader unless given.' }),
});
