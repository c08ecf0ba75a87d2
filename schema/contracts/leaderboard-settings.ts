import { z } from 'zod';
import { Id } from './common.ts';

export const ranking_methods = [
  'bradley-terry',
  'win-rate',
  'davidson',
  'rao-kupper',
  'maximal-lottery',
  'elo',
  'rater-weighted',
  'crowd-bt',
  'criteria-lottery',
] as const;
export type RankingMethod = (typeof ranking_methods)[number];

/** Whose preferences a board counts. */
export const BoardSource = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('people') }),
    z.strictObject({ kind: z.literal('judge'), judge_id: Id('judge') }),
    z.strictObject({ kind: z.literal('ppi'), judge_id: Id('judge') }),
  ])
  .meta({
    id: 'BoardSource',
    description:
      "people's ratings; a judge's; or ppi: a judge's many verdicts, corrected by people's ratings of some of them (prediction-powered inference), with intervals that stay valid whatever the judge is like.",
  });

export const BoardIntervals = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('information') }),
    z.strictObject({ kind: z.literal('sandwich') }),
    z.strictObject({ kind: z.literal('bootstrap'), rounds: z.int().min(100).max(5000).default(1000) }),
  ])
  .meta({
    id: 'BoardIntervals',
    description:
      'information: by the likelihood, wider with few ratings; sandwich: stays right where the model does not fit and where ratings of one rater hang together; bootstrap: by redrawing the counts.',
  });

/** What a ranking is made by, besides its method. */
export const LeaderboardSettings = z
  .strictObject({
    source: BoardSource.default({ kind: 'people' }),
    category: z.string().max(100).nullable().default(null).meta({ description: 'Only comparisons with this tag.' }),
    criterion: z
      .string()
      .max(100)
      .nullable()
      .default(null)
      .meta({ description: "Answers to this criterion instead of the campaign's question." }),
    verified_only: z.boolean().default(false).meta({ description: 'Only raters who were known by a key.' }),
    include_held: z.boolean().default(false).meta({ description: 'Count ratings that quality control holds back.' }),
    style_control: z.boolean().default(false).meta({
      description:
        'bradley-terry: strengths at equal length, headings, lists and bold; the coefficients are in the analysis.',
    }),
    intervals: BoardIntervals.default({ kind: 'information' }),
    prior_games: z.number().min(0).max(100).default(0).meta({
      description:
        'Games of each model against a ghost of average strength, half of them won: makes any board finite. 0 asks for none.',
    }),
    shrinkage_games: z.number().min(0).max(1000).default(1).meta({
      description: 'Lotteries: each pair is drawn toward the Bradley–Terry fit as if by so many more games.',
    }),
    seed: z.int().min(0).max(4_294_967_295).default(1),
  })
  .meta({ id: 'LeaderboardSettings' });
export type LeaderboardSettings = z.infer<typeof LeaderboardSettings>;

const flag = z.enum(['true', 'false']);
/** Settings as a query; what is left out is the leaderboard's own. */
export const ViewQuery = z.object({
  method: z.enum(ranking_methods).optional(),
  source: z
    .string()
    .regex(/^(people|(ppi:)?jdg_[0-9a-z]{26})$/, 'must be people, a judge id, or ppi: and a judge id')
    .optional()
    .meta({ description: '`people`, `jdg_…`, or `ppi:jdg_…`.' }),
  category: z.string().max(100).optional().meta({ description: 'Empty for all categories.' }),
  criterion: z.string().max(100).optional().meta({ description: "Empty for the campaign's question." }),
  verified_only: flag.optional(),
  include_held: flag.optional(),
  style_control: flag.optional(),
});
export type ViewQuery = z.infer<typeof ViewQuery>;
