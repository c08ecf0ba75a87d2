import { and, desc, eq, getTableColumns, lt } from 'drizzle-orm';
import type { RatingMessage } from '../../../schema/contracts/campaigns.ts';
import type { Rejection, RejectionMessage } from '../../../schema/contracts/rating-batches.ts';
import { newId } from '../../../schema/ids.ts';
import { rejected_ratings } from '../../../schema/tables.ts';
import { bulk, orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

type Place = { project_id: string; campaign_id: string };

/** So much evidence is kept, and so long: an attacker cannot fill the database with it. */
const most_of_campaign = 10_000;
const most_of_rater = 200;
/** Evidence older than this is forgotten. */
export const evidence_ms = 90 * 86_400_000;

const said = (
  of: string,
) => `json_object('choice', ${of} ->> 'choice', 'strength', ${of} -> 'strength', 'score', ${of} -> 'score',
  'criteria', ${of} -> 'criteria', 'reasons', ${of} -> 'reasons', 'duration_ms', ${of} -> 'duration_ms', 'comment', ${of} ->> 'comment')`;

/** @param found rows with `rejected`, the reason, and `rating`, in an order `key`. Room is looked at once a campaign, not once a row. */
const keep = (found: string) => `WITH found AS (${found}), ours AS MATERIALIZED (
    SELECT key, rejected, rating, rating ->> 'project_id' AS project_id, rating ->> 'campaign_id' AS campaign_id,
      rating ->> 'rater_id' AS rater_id FROM found
  ), roomy AS MATERIALIZED (
    SELECT c.project_id, c.id AS campaign_id FROM campaigns c WHERE (c.project_id, c.id) IN (SELECT project_id, campaign_id FROM ours)
      AND (SELECT count(*) FROM rejected_ratings r WHERE r.project_id = c.project_id AND r.campaign_id = c.id AND r.reason <> 'forged')
        < ${most_of_campaign}
  )
  INSERT INTO rejected_ratings (project_id, campaign_id, id, assignment_id, rater_id, comparison_id, reason, rating, network, created_at)
  SELECT project_id, campaign_id, ?2 || printf('%06d', key), rating ->> 'id', rater_id, rating ->> 'comparison_id', rejected,
    ${said('rating')}, coalesce(rating ->> 'network', ''), rating ->> 'created_at'
  FROM ours o JOIN roomy USING (project_id, campaign_id)
  WHERE (SELECT count(*) FROM rejected_ratings r WHERE r.project_id = o.project_id AND r.campaign_id = o.campaign_id
    AND r.rater_id = o.rater_id) < ${most_of_rater}
  ON CONFLICT DO NOTHING`;

const given = `SELECT key, value ->> 'rejected' AS rejected, value -> 'rating' AS rating FROM json_each(?1)`;

// A stored rating with the same answer is the same rating, or as good as it.
const differing = `SELECT i.key, iif(r.id IS NULL, 'unknown_comparison', 'repeated') AS rejected, i.value AS rating FROM json_each(?1) i
  LEFT JOIN ratings r ON r.project_id = i.value ->> 'project_id' AND r.campaign_id = i.value ->> 'campaign_id'
    AND r.rater_id = i.value ->> 'rater_id' AND r.comparison_id = i.value ->> 'comparison_id'
  WHERE r.id IS NULL OR r.choice <> i.value ->> 'choice' OR r.strength IS NOT i.value ->> 'strength' OR r.score IS NOT i.value ->> 'score'`;

/** The first 24 of 30 characters of an id; the place in the statement makes the rest. */
const idStart = () => newId('rejection').slice(0, 24);

/** Keeps ratings that were refused, as far as there is room. */
export async function insertRejections(db: D1Database, rejections: RejectionMessage[]): Promise<void> {
  if (rejections.length > 0) await bulk(db, keep(given), rejections, idStart()).run();
}

/** Of ratings that were just written, keeps those of which something else, or nothing, is stored. */
export async function insertDiffering(db: D1Database, ratings: RatingMessage[]): Promise<void> {
  if (ratings.length > 0) await bulk(db, keep(differing), ratings, idStart()).run();
}

/** A campaign's evidence, latest first. */
export async function listRejections(db: D1Database, { project_id, campaign_id }: Place, page: PageRequest) {
  const { project_id: _, campaign_id: __, ...shown } = getTableColumns(rejected_ratings);
  const mine = and(eq(rejected_ratings.project_id, project_id), eq(rejected_ratings.campaign_id, campaign_id));
  const rows = await orm(db)
    .select(shown)
    .from(rejected_ratings)
    .where(and(mine, page.cursor === undefined ? undefined : lt(shown.id, page.cursor)))
    .orderBy(desc(shown.id))
    .limit(page.limit + 1);
  return toPage(rows.map(publicRejection), page.limit);
}

const publicRejection = (row: Omit<typeof rejected_ratings.$inferSelect, 'project_id' | 'campaign_id'>): Rejection => ({
  ...row,
  reason: row.reason as Rejection['reason'],
  rating: row.rating as Rejection['rating'],
  last_at: row.last_at ?? row.created_at,
  ...(row.reason === 'forged' ? { assignment_id: null, rater_id: null, comparison_id: null } : {}),
});

/** Forgets evidence from before a time. */
export async function dropRejections(db: D1Database, before: number): Promise<void> {
  await orm(db).delete(rejected_ratings).where(lt(rejected_ratings.created_at, before));
}
