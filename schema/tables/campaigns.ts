import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { created_at, id, project_id } from './columns.ts';

/** Collection efforts of ratings. */
export const campaigns = sqliteTable(
  'campaigns',
  {
    project_id: project_id(),
    id: id(),
    name: text('name').notNull(),
    question: text('question').notNull(),
    instructions: text('instructions').notNull(),
    overlap: integer('overlap').notNull(),
    /** Names of what raters may answer besides the question. */
    criteria: text('criteria', { mode: 'json' }).$type<string[]>().notNull().default([]),
    state: text('state').notNull(),
    /** CampaignSettings; what is not in it has its default, as on rows from before there were settings. */
    settings: text('settings', { mode: 'json' }).$type<unknown>().notNull().default({}),
    /** Why the campaign paused itself: 'budget' or 'target'. */
    paused_by: text('paused_by'),
    created_at: created_at(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] })],
);

/** Pairs of answers to compare. */
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
    /** Categories it belongs to. */
    tags: text('tags', { mode: 'json' }).$type<string[]>().notNull().default([]),
    /** How each answer looks (length, headings, lists, bold), computed once; null on rows from before there was style control. */
    style: text('style', { mode: 'json' }).$type<unknown>(),
    /** The known answer of a gold comparison. */
    gold: text('gold'),
    /** Folded from ratings by the consumer, so that choosing the next comparison reads one table. */
    rating_count: integer('rating_count').notNull().default(0),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.campaign_id, t.id] }),
    index('comparisons_by_need').on(t.project_id, t.campaign_id, t.rating_count, t.id),
    index('comparisons_by_id').on(t.project_id, t.id),
    index('comparisons_by_pair')
      .on(t.project_id, t.campaign_id, t.model_a, t.model_b, t.rating_count)
      .where(sql`gold IS NULL`),
    index('comparisons_gold').on(t.project_id, t.campaign_id, t.id).where(sql`gold IS NOT NULL`),
  ],
);

/** Preferences: raters' choices, and judges' in the same form. */
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
    strength: integer('strength'),
    score: integer('score'),
    model_left: text('model_left').notNull(),
    model_right: text('model_right').notNull(),
    winner: text('winner'),
    /** Answers to the campaign's criteria, by name. */
    criteria: text('criteria', { mode: 'json' }).$type<Record<string, string>>().notNull().default({}),
    /** Ticked reasons. */
    reasons: text('reasons', { mode: 'json' }).$type<string[]>().notNull().default([]),
    /** A digest of the rater's network address, different in every campaign; '' where it is not known. */
    network: text('network').notNull().default(''),
    /** 'people', or the id of the judge that rated. */
    source: text('source').notNull().default('people'),
    /** The rater was known by a key. */
    verified: integer('verified', { mode: 'boolean' }).notNull().default(false),
    /** Quality control holds it back. */
    held: integer('held', { mode: 'boolean' }).notNull().default(false),
    /** The comparison had a known answer: no board counts it. */
    gold: integer('gold', { mode: 'boolean' }).notNull().default(false),
    /** A judge's probability that the left answer is the better one. */
    probability: real('probability'),
    duration_ms: integer('duration_ms').notNull(),
    comment: text('comment').notNull(),
    created_at: created_at(),
    /** Order of arrival within the campaign; the watermark of the pair counts runs over it. */
    arrival: integer('arrival').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.campaign_id, t.id] }),
    uniqueIndex('ratings_once').on(t.project_id, t.campaign_id, t.rater_id, t.comparison_id),
    index('ratings_by_comparison').on(t.project_id, t.campaign_id, t.comparison_id),
    uniqueIndex('ratings_by_arrival').on(t.project_id, t.campaign_id, t.arrival),
  ],
);

/** Ratings that do not count: late, after the close, another answer than the first, forged. Evidence, kept for a while. */
export const rejected_ratings = sqliteTable(
  'rejected_ratings',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    id: id(),
    assignment_id: text('assignment_id').notNull(),
    rater_id: text('rater_id').notNull(),
    comparison_id: text('comparison_id').notNull(),
    reason: text('reason').notNull(),
    /** What it said. */
    rating: text('rating', { mode: 'json' }).$type<unknown>().notNull(),
    network: text('network').notNull(),
    /** Forged ones are counted: a row for each network and day, which names no rater, assignment or comparison. */
    count: integer('count').notNull().default(1),
    /** When the last of them came; null where there is one. */
    last_at: integer('last_at'),
    /** When it came: a message that arrives twice is one row. */
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.campaign_id, t.id] }),
    uniqueIndex('rejected_ratings_once').on(
      ...[t.project_id, t.campaign_id, t.rater_id, t.assignment_id, t.reason, t.created_at, t.network],
    ),
    index('rejected_ratings_by_age').on(t.created_at),
  ],
);

/** Who rates in a campaign: one row for each session that was begun, or invitation that was made. */
export const raters = sqliteTable(
  'raters',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    id: id(),
    /** How the rater came: 'link', 'invitation' or 'key'. */
    origin: text('origin').notNull().default('link'),
    /** Of a personal invitation, as its maker wrote it; of a rater named by a key, that name; '' for others. */
    label: text('label').notNull().default(''),
    /** The id that a recruitment platform gave. */
    participant: text('participant').notNull().default(''),
    /** How often the comprehension check was tried, and when it was passed. */
    tries: integer('tries').notNull().default(0),
    passed_at: integer('passed_at'),
    /** When the rater was told that they are done. */
    completed_at: integer('completed_at'),
    revoked_at: integer('revoked_at'),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.campaign_id, t.id] }),
    index('raters_by_participant').on(t.project_id, t.campaign_id, t.participant),
    index('raters_revoked').on(t.project_id, t.campaign_id, t.revoked_at).where(sql`revoked_at IS NOT NULL`),
  ],
);

/** Comparisons handed to a rater, who has some minutes in which nobody else takes their place. */
export const reservations = sqliteTable(
  'reservations',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    comparison_id: text('comparison_id').notNull(),
    rater_id: text('rater_id').notNull(),
    expires_at: integer('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.campaign_id, t.comparison_id, t.rater_id] }),
    index('reservations_by_rater').on(t.project_id, t.campaign_id, t.rater_id),
    index('reservations_by_expiry').on(t.expires_at),
  ],
);

/** Comparisons that a rater did not want to rate, or reported; they are not handed to that rater again. */
export const skips = sqliteTable(
  'skips',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    rater_id: text('rater_id').notNull(),
    comparison_id: text('comparison_id').notNull(),
    /** 'skip' or 'report'. */
    kind: text('kind').notNull(),
    reason: text('reason').notNull().default(''),
    /** When the campaign's owner has seen to a report. */
    resolved_at: integer('resolved_at'),
    created_at: created_at(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.campaign_id, t.rater_id, t.comparison_id] })],
);

/** Ratings folded to wins and ties of each pair of models, up to the watermark; a board sums the cells that its filters pick. */
export const pair_counts = sqliteTable(
  'pair_counts',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    source: text('source').notNull().default('people'),
    /** '' is the question itself. */
    criterion: text('criterion').notNull().default(''),
    /** '' is all comparisons, whatever their tags. */
    category: text('category').notNull().default(''),
    verified: integer('verified').notNull().default(0),
    held: integer('held').notNull().default(0),
    /** model_a < model_b in code-point order: a pair has one row of a kind. */
    model_a: text('model_a').notNull(),
    model_b: text('model_b').notNull(),
    wins_a: integer('wins_a').notNull(),
    wins_b: integer('wins_b').notNull(),
    ties: integer('ties').notNull(),
    /** Prefers neither and is no tie: it counts as a rating, and for no model. */
    both_bad: integer('both_bad').notNull().default(0),
    both_good: integer('both_good').notNull().default(0),
  },
  (t) => [
    primaryKey({
      columns: [
        t.project_id,
        ...[t.campaign_id, t.source, t.criterion, t.category, t.verified, t.held, t.model_a, t.model_b],
      ],
    }),
  ],
);

/** Pairs of models that a campaign's strategy wants compared next, drawn ahead of the raters who ask. */
export const agendas = sqliteTable(
  'agendas',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    strategy: text('strategy').notNull(),
    pairs: text('pairs', { mode: 'json' }).$type<[string, string][]>().notNull(),
    /** The watermark of the pair counts it was drawn by. */
    watermark: integer('watermark').notNull(),
    epoch: integer('epoch').notNull(),
    created_at: created_at(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.campaign_id] })],
);

/** Up to which arrival a campaign's ratings are folded. */
export const watermarks = sqliteTable(
  'watermarks',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    arrival: integer('arrival').notNull(),
    /** Goes up when ratings that were counted are held or freed: counting begins anew. */
    epoch: integer('epoch').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.campaign_id] })],
);

/** Models that raters are no longer handed. */
export const retirements = sqliteTable(
  'retirements',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    model: text('model').notNull(),
    reason: text('reason').notNull(),
    created_at: created_at(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.campaign_id, t.model] })],
);
