import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { project_id } from './columns.ts';

/** How far raters agree in a campaign, as of an arrival and an epoch of its watermark. */
export const campaign_quality = sqliteTable(
  'campaign_quality',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    epoch: integer('epoch').notNull(),
    arrival: integer('arrival').notNull(),
    report: text('report', { mode: 'json' }).$type<unknown>().notNull(),
    computed_at: integer('computed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.campaign_id] })],
);

/** What is known of a campaign's raters, and what was decided about them. */
export const rater_quality = sqliteTable(
  'rater_quality',
  {
    project_id: project_id(),
    campaign_id: text('campaign_id').notNull(),
    rater_id: text('rater_id').notNull(),
    state: text('state').notNull().default('ok'),
    suspicion: real('suspicion').notNull().default(0),
    ratings: integer('ratings').notNull().default(0),
    /** RaterFigures. */
    figures: text('figures', { mode: 'json' }).$type<unknown>(),
    /** RaterFinding[], the strongest evidence first. */
    findings: text('findings', { mode: 'json' }).$type<unknown>().notNull().default([]),
    /** 'hold' or 'clear'; null while nobody decided. */
    decision: text('decision'),
    note: text('note').notNull().default(''),
    decided_by: text('decided_by').notNull().default(''),
    decided_at: integer('decided_at'),
    /** Ratings up to this arrival were looked at when the rater was cleared: they are not held against them again. */
    cleared_arrival: integer('cleared_arrival').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.campaign_id, t.rater_id] }),
    index('rater_quality_by_suspicion').on(t.project_id, t.campaign_id, t.suspicion, t.rater_id),
    index('rater_quality_by_ratings').on(t.project_id, t.campaign_id, t.ratings, t.rater_id),
  ],
);
