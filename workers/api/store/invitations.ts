import type { Invitation } from '../../../schema/contracts/invitations.ts';
import { bulk } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

type Place = { project_id: string; campaign_id: string };

/** An invitation as stored; the address is added by whoever knows the origin. */
export type InvitationRow = Omit<Invitation, 'rating_url'>;

const columns = `r.id AS rater_id, r.label, r.completed_at, r.revoked_at, r.created_at,
  (SELECT count(*) FROM ratings x WHERE x.project_id = ?1 AND x.campaign_id = ?2 AND x.rater_id = r.id) AS rated_count,
  (SELECT max(x.created_at) FROM ratings x WHERE x.project_id = ?1 AND x.campaign_id = ?2 AND x.rater_id = r.id) AS last_rated_at`;
const of_campaign = `FROM raters r WHERE r.project_id = ?1 AND r.campaign_id = ?2 AND r.origin = 'invitation'`;

/** Adds invited raters. */
export async function insertInvited(
  db: D1Database,
  { project_id, campaign_id }: Place,
  rows: { rater_id: string; label: string }[],
  now: number,
): Promise<void> {
  await bulk(
    db,
    `INSERT INTO raters (project_id, campaign_id, id, origin, label, created_at)
     SELECT ?2, ?3, value ->> 'rater_id', 'invitation', value ->> 'label', ?4 FROM json_each(?1)`,
    rows,
    project_id,
    campaign_id,
    now,
  ).run();
}

/** How many invitations a campaign has, the revoked ones too. */
export async function countInvited(db: D1Database, { project_id, campaign_id }: Place): Promise<number> {
  const row = await db
    .prepare(`SELECT count(*) AS invited ${of_campaign}`)
    .bind(project_id, campaign_id)
    .first<{ invited: number }>();
  return row?.invited ?? 0;
}

/** A campaign's invitations, newest first. */
export async function listInvited(db: D1Database, { project_id, campaign_id }: Place, page: PageRequest) {
  const { results } = await db
    .prepare(`SELECT ${columns} ${of_campaign} AND (?3 IS NULL OR r.id < ?3) ORDER BY r.id DESC LIMIT ?4`)
    .bind(project_id, campaign_id, page.cursor ?? null, page.limit + 1)
    .all<InvitationRow>();
  const { data, next_cursor } = toPage(
    results.map((row) => ({ ...row, id: row.rater_id })),
    page.limit,
  );
  return { data: data.map(({ id: _, ...row }) => row), next_cursor };
}

/** Withdraws an invitation; one that is withdrawn stays so. @returns it, or null where there is none */
export async function revokeInvited(
  db: D1Database,
  { project_id, campaign_id }: Place,
  rater_id: string,
  now: number,
): Promise<InvitationRow | null> {
  await db
    .prepare(
      `UPDATE raters SET revoked_at = coalesce(revoked_at, ?4) WHERE project_id = ?1 AND campaign_id = ?2 AND id = ?3 AND origin = 'invitation'`,
    )
    .bind(project_id, campaign_id, rater_id, now)
    .run();
  return db
    .prepare(`SELECT ${columns} ${of_campaign} AND r.id = ?3`)
    .bind(project_id, campaign_id, rater_id)
    .first<InvitationRow>();
}
