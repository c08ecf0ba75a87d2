import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
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
    state: text('state').notNull(),
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
    /** Folded from ratings by the consumer, so that choosing the next comparison reads one table. */
    rating_count: integer('rating_count').notNull().default(0),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.campaign_id, t.id] }),
    index('comparisons_by_need').on(t.project_id, t.campaign_id, t.rating_count, t.id),
  ],
);

/** Raters' choices. */
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

/** Ratings folded to wins and ties of each pair of models, up to the watermark. */
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

/** Up to which arrival a campaign's ratings are folded. */
export const watermarks = sqliteTable(
  'watermarks',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    arrival: integer('arrival').notNull(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.campaign_id] })],
);
