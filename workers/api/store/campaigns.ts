import { CampaignSettings } from '../../../schema/contracts/campaign-settings.ts';
import type { Campaign, CampaignPatch } from '../../../schema/contracts/campaigns.ts';
import { campaigns } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

/** A campaign as stored, with its counts; the address for raters is added by whoever knows the origin. */
export type CampaignRow = Omit<Campaign, 'rating_url'>;

/** A campaign without its counts, which take longer the larger it is. */
export type CampaignBasics = Omit<CampaignRow, 'comparison_count' | 'rating_count'>;

/** Of people's ratings only: comparisons keep count of them, so no rating is read. */
const basics =
  'c.id, c.name, c.question, c.instructions, c.overlap, c.criteria, c.state, c.paused_by, c.settings, c.created_at';
const with_counts = `SELECT ${basics},
    (SELECT count(*) FROM comparisons x WHERE x.project_id = c.project_id AND x.campaign_id = c.id AND x.gold IS NULL) AS comparison_count,
    coalesce((SELECT sum(x.rating_count) FROM comparisons x WHERE x.project_id = c.project_id AND x.campaign_id = c.id AND x.gold IS NULL), 0) AS rating_count
  FROM campaigns c WHERE c.project_id = ?1`;

type RawBasics = Omit<CampaignBasics, 'criteria' | keyof CampaignSettings> & { criteria: string; settings: string };
type Raw = RawBasics & Pick<CampaignRow, 'comparison_count' | 'rating_count'>;
const revive = <Row extends RawBasics>({ criteria, settings, ...row }: Row) => ({
  ...row,
  criteria: JSON.parse(criteria) as string[],
  // What was not there when the campaign was made has its default.
  ...CampaignSettings.parse(JSON.parse(settings)),
});

/** Adds a campaign with no comparisons yet. */
export async function insertCampaign(
  db: D1Database,
  project_id: string,
  row: Omit<CampaignRow, 'comparison_count' | 'rating_count' | 'paused_by'>,
): Promise<void> {
  const { id, name, question, instructions, overlap, criteria, state, created_at, ...settings } = row;
  const columns = { project_id, id, name, question, instructions, overlap, criteria, state, created_at };
  await orm(db)
    .insert(campaigns)
    .values({ ...columns, settings });
}

/** A campaign with its counts, or null where the project has none of that id. */
export async function findCampaign(db: D1Database, project_id: string, id: string): Promise<CampaignRow | null> {
  const row = await db.prepare(`${with_counts} AND c.id = ?2`).bind(project_id, id).first<Raw>();
  return row && revive(row);
}

/** The same without the counts: what is asked each time a rater is. */
export async function findCampaignBasics(
  db: D1Database,
  project_id: string,
  id: string,
): Promise<CampaignBasics | null> {
  const row = await db
    .prepare(`SELECT ${basics} FROM campaigns c WHERE c.project_id = ?1 AND c.id = ?2`)
    .bind(project_id, id)
    .first<RawBasics>();
  return row && revive(row);
}

/** A project's campaigns, newest first. */
export async function listCampaigns(db: D1Database, project_id: string, page: PageRequest) {
  const { results } = await db
    .prepare(`${with_counts} AND (?2 IS NULL OR c.id < ?2) ORDER BY c.id DESC LIMIT ?3`)
    .bind(project_id, page.cursor ?? null, page.limit + 1)
    .all<Raw>();
  return toPage(results.map(revive), page.limit);
}

/**
 * Changes a campaign at one instant, unless it is closed, which is final.
 * @param fixed `kind`: only while there are no comparisons. `meaning`: only while there are no ratings
 * @returns whether it was changed
 */
export async function changeCampaign(
  db: D1Database,
  project_id: string,
  id: string,
  { name, question, instructions, overlap, criteria, state, ...settings }: CampaignPatch,
  fixed: { kind: boolean; meaning: boolean },
): Promise<boolean> {
  const none = (table: string) =>
    `NOT EXISTS (SELECT 1 FROM ${table} x WHERE x.project_id = ?1 AND x.campaign_id = ?2)`;
  const row = await db
    .prepare(
      `UPDATE campaigns SET name = coalesce(?3, name), question = coalesce(?4, question), instructions = coalesce(?5, instructions),
         overlap = coalesce(?6, overlap), criteria = coalesce(?7, criteria), state = coalesce(?8, state),
         paused_by = iif(?8 IS NULL, paused_by, NULL), settings = json_patch(settings, ?9)
       WHERE project_id = ?1 AND id = ?2 AND (state <> 'closed' OR ?8 = 'closed')
         AND (NOT ?10 OR ${none('comparisons')}) AND (NOT ?11 OR ${none('ratings')}) RETURNING id`,
    )
    .bind(
      ...[project_id, id, name ?? null, question ?? null, instructions ?? null, overlap ?? null],
      ...[criteria === undefined ? null : JSON.stringify(criteria), state ?? null],
      // A merge drops what is null, and what is not there has its default, which is null for all that can be.
      ...[JSON.stringify(settings), Number(fixed.kind), Number(fixed.meaning)],
    )
    .first();
  return row !== null;
}
