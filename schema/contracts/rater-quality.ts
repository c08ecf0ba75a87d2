import { z } from 'zod';
import { CampaignKind } from './campaign-settings.ts';
import { Id, Measure, Name, Page, PageQuery, Prompt, Share, Time } from './common.ts';

/** What a rater's answers are looked at for; docs/quality.md says how each is tested. */
export const Detector = z
  .enum([
    ...(['time-too-short', 'one-sided', 'straight-lining', 'burst', 'duplicate-network'] as const),
    ...(['collusion', 'gold-failed', 'favoritism', 'outlier'] as const),
  ])
  .meta({ id: 'Detector' });
export type Detector = z.infer<typeof Detector>;

/** What one detector found of one rater. */
export const RaterFinding = z
  .object({
    detector: Detector,
    n: z.int().meta({ description: 'Ratings that it rests on.' }),
    statistic: z.number(),
    p_value: z.number().nullable().meta({ description: 'The chance of this from a rater within the tolerance.' }),
    e_value: z.number().nullable().meta({ description: 'What a bet against such a rater has grown to.' }),
    threshold: z.number().nullable().meta({
      description: 'The largest p-value, or least e-value, acted on among these raters; null where none was.',
    }),
    flagged: z.boolean(),
    evidence: z.string(),
  })
  .meta({ id: 'RaterFinding' });
export type RaterFinding = z.infer<typeof RaterFinding>;

export const RaterState = z.enum(['ok', 'flagged', 'held', 'cleared']).meta({ id: 'RaterState' });
export type RaterState = z.infer<typeof RaterState>;

/** What somebody decided about a rater, or the campaign itself where it holds automatically. */
export const RaterDecision = z
  .object({
    decision: z.enum(['hold', 'clear']),
    note: z.string(),
    decided_by: z.string().meta({ description: 'The key or member who decided, or `automatic`.' }),
    decided_at: Time,
  })
  .meta({ id: 'RaterDecision' });
export type RaterDecision = z.infer<typeof RaterDecision>;

/** How a rater rates, in numbers. */
export const RaterFigures = z
  .object({
    ratings: z.int(),
    held_ratings: z.int(),
    first_rated_at: Time,
    last_rated_at: Time,
    median_duration_ms: z.number().nullable().meta({ description: 'null where no time is known.' }),
    left_share: Share.nullable().meta({ description: 'Of the ratings that preferred a side.' }),
    agreement: Share.nullable().meta({ description: "Mean share of the others' answers that were the same." }),
    agreement_n: z.int().meta({ description: 'Comparisons that others rated too.' }),
    gold_passed: z.int(),
    gold_failed: z.int(),
    accuracy: Share.nullable().meta({
      description: 'Chance of the right answer by Dawid and Skene, over the kinds of comparisons there are.',
    }),
    quality: Share.nullable().meta({
      description: 'Crowd-BT: the chance to report a preference as it is; 0.5 tells nothing.',
    }),
  })
  .meta({ id: 'RaterFigures' });
export type RaterFigures = z.infer<typeof RaterFigures>;

export const CampaignRater = z
  .object({
    id: Id('rater'),
    state: RaterState,
    suspicion: z.number().meta({ description: 'Powers of ten of the strongest evidence; 0 for none.' }),
    flags: z.array(Detector).meta({ description: 'What was found, the strongest evidence first.' }),
    ...RaterFigures.shape,
    decision: RaterDecision.nullable(),
  })
  .meta({ id: 'CampaignRater' });
export type CampaignRater = z.infer<typeof CampaignRater>;
export const CampaignRaterPage = Page(CampaignRater, 'CampaignRaterPage');
export const CampaignRaterDetail = CampaignRater.extend({ findings: z.array(RaterFinding) }).meta({
  id: 'CampaignRaterDetail',
});
export type CampaignRaterDetail = z.infer<typeof CampaignRaterDetail>;

export const RaterQuery = PageQuery.extend({
  sort: z.enum(['suspicion', 'ratings']).default('suspicion').meta({ description: 'The most first.' }),
  state: RaterState.optional(),
});

/** Holding back a rater's ratings, or clearing the rater and freeing them. */
export const RaterHold = z
  .strictObject({
    held: z.boolean().meta({
      description: 'true: boards leave them out, those to come too. false: cleared; only later ratings can be flagged.',
    }),
    note: z.string().trim().max(1000).default(''),
  })
  .meta({ id: 'RaterHold' });
export const RaterHeld = z
  .object({
    rater_id: Id('rater'),
    held: z.boolean(),
    changed: z.int().meta({ description: 'Ratings that were not so before.' }),
    decision: RaterDecision,
  })
  .meta({ id: 'RaterHeld' });
export type RaterHeld = z.infer<typeof RaterHeld>;

/** A group of raters who vote for one model, or against it, whatever it is compared with. */
export const RaterBloc = z
  .object({
    model: Name,
    direction: z.enum(['for', 'against']),
    share: Share.meta({ description: 'Of the raters who rated the model, so many are in it.' }),
    raters: z.number().meta({ description: 'How many that is: the sum of their chances.' }),
    p_value: z.number().meta({ description: 'The chance of such votes where there is no group.' }),
    threshold: z.number().nullable().meta({ description: 'The largest p-value that is acted on here.' }),
    likely: z
      .array(z.object({ rater_id: Id('rater'), probability: Share, votes: z.int() }))
      .meta({ description: 'Who is in it more probably than not, at most 20, the most probable first.' }),
  })
  .meta({ id: 'RaterBloc' });
export type RaterBloc = z.infer<typeof RaterBloc>;

/** How far raters agree and can be relied on in a campaign. Judges and gold comparisons are not in the figures of agreement. */
export const CampaignQuality = z
  .object({
    campaign_id: Id('campaign'),
    kind: CampaignKind,
    computed_at: Time,
    behind: z.boolean().meta({ description: 'There are ratings that these figures do not know yet.' }),
    ratings: z.int(),
    ratings_used: z.int().meta({ description: 'The latest ones, where there are more than 100,000.' }),
    held_ratings: z.int(),
    raters: z.object({ ok: z.int(), flagged: z.int(), held: z.int(), cleared: z.int() }),
    flags: z
      .array(z.object({ detector: Detector, raters: z.int() }))
      .meta({ description: 'How many raters each detector flags.' }),
    blocs: z.array(RaterBloc).meta({
      description:
        'Groups that vote one way on a model, among raters neither held nor flagged; rater-weighted boards weigh their votes down.',
    }),
    overlap: z.object({
      comparisons: z.int().meta({ description: 'With a rating that is not held.' }),
      share: Share.nullable().meta({ description: 'Of them, with two or more.' }),
      mean: z.number().nullable().meta({ description: 'Ratings of each.' }),
    }),
    agreement: z.object({
      level: z
        .enum(['nominal', 'ordinal'])
        .meta({ description: 'nominal: choices. ordinal: scores, or choices with a strength.' }),
      alpha: Measure.meta({ description: "Krippendorff's alpha." }),
      fleiss: Measure.extend({ raters: z.int() })
        .nullable()
        .meta({ description: "Fleiss' kappa of the comparisons with as many ratings as most have." }),
      cohen: Measure.nullable().meta({ description: "Cohen's kappa, where exactly two people rated." }),
      criteria: z.array(z.object({ name: z.string(), ratings: z.int(), alpha: Measure })).meta({
        description: "Krippendorff's alpha of each extra criterion, nominal, over the ratings that answered it.",
      }),
    }),
    reliability: z.object({
      dawid_skene: z
        .object({ accuracy: Share, converged: z.boolean() })
        .nullable()
        .meta({ description: 'Mean over ratings.' }),
      crowd_bt: z.object({ quality: Share }).nullable().meta({ description: 'Mean over ratings; pairs only.' }),
    }),
    false_discovery_rate: Share.meta({
      description: 'Of the raters that one detector flags, so many may be honest in the mean.',
    }),
  })
  .meta({ id: 'CampaignQuality' });
export type CampaignQuality = z.infer<typeof CampaignQuality>;

/** A comparison that raters reported. */
export const ReportedComparison = z
  .object({
    comparison_id: Id('comparison'),
    prompt: Prompt,
    model_a: Name,
    model_b: z.string(),
    reports: z.int(),
    reasons: z.array(z.string()),
    last_reported_at: Time,
  })
  .meta({ id: 'ReportedComparison' });
export type ReportedComparison = z.infer<typeof ReportedComparison>;

/** What waits for a decision of the campaign's owner: at most 100 of each, the most pressing first. */
export const ReviewQueue = z
  .object({
    rater_count: z.int(),
    raters: z.array(CampaignRaterDetail).meta({ description: 'Flagged and undecided, the most suspicious first.' }),
    report_count: z.int(),
    reports: z.array(ReportedComparison).meta({ description: 'Reported and unresolved, the most reported first.' }),
  })
  .meta({ id: 'ReviewQueue' });
export type ReviewQueue = z.infer<typeof ReviewQueue>;
export const ReportResolve = z.strictObject({ resolved: z.literal(true) }).meta({ id: 'ReportResolve' });
export const ReportResolved = z
  .object({ comparison_id: Id('comparison'), resolved: z.int().meta({ description: 'Reports that were open.' }) })
  .meta({ id: 'ReportResolved' });

export const OwnFiguresQuery = z.object({ campaign_id: Id('campaign') });
/** A rater's own figures, with nothing in them that tells which comparison has a known answer. */
export const OwnFigures = z
  .object({
    rated: z.int(),
    time_ms: z.int().meta({ description: 'Spent on them.' }),
    agreement: Share.nullable().meta({
      description: "Mean share of other raters' answers that were the same; null below five comparisons in common.",
    }),
    agreement_n: z.int(),
    checks_passed: Share.nullable().meta({
      description: 'Share of the comparisons with a known answer that were right, told five at a time.',
    }),
  })
  .meta({ id: 'OwnFigures' });
export type OwnFigures = z.infer<typeof OwnFigures>;
