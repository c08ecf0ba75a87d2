type Who = { project_id: string; campaign_id: string; rater_id: string };

/** Nobody rated it for the rater of `v` yet. */
const unrated = `NOT EXISTS (SELECT 1 FROM ratings d WHERE d.project_id = v.project_id AND d.campaign_id = v.campaign_id
  AND d.rater_id = v.rater_id AND d.comparison_id = v.comparison_id)`;

/**
 * Whether a comparison wants one more rating than it has and other raters hold; a gold one always does.
 * @param at the numbers of the parameters that hold the overlap, the rater and the time; ?1 is the project, ?2 the campaign
 */
export const has_room = (alias: string, at: { overlap: number; rater: number; now: number }) =>
  `(${alias}.gold IS NOT NULL OR ${alias}.rating_count + (SELECT count(*) FROM reservations v WHERE v.project_id = ?1 AND v.campaign_id = ?2
    AND v.comparison_id = ${alias}.id AND v.rater_id <> ?${at.rater} AND v.expires_at > ?${at.now} AND ${unrated}) < ?${at.overlap})`;

/** The comparisons that a rater holds and has not rated or skipped, in the order in which they were handed out. */
export async function findReserved(db: D1Database, { project_id, campaign_id, rater_id }: Who, now: number) {
  const { results } = await db
    .prepare(
      `SELECT v.comparison_id FROM reservations v WHERE v.project_id = ?1 AND v.campaign_id = ?2 AND v.rater_id = ?3
         AND v.expires_at > ?4 AND ${unrated} AND NOT EXISTS (SELECT 1 FROM skips s WHERE s.project_id = ?1 AND s.campaign_id = ?2
           AND s.rater_id = ?3 AND s.comparison_id = v.comparison_id) ORDER BY v.rowid`,
    )
    .bind(project_id, campaign_id, rater_id, now)
    .all<{ comparison_id: string }>();
  return results.map(({ comparison_id }) => comparison_id);
}

/** Takes comparisons for a rater as far as there is room, at one instant: no two raters get the same last place. @returns those taken */
export async function reserve(
  db: D1Database,
  { project_id, campaign_id, rater_id }: Who,
  comparison_ids: string[],
  { overlap, now, expires_at }: { overlap: number; now: number; expires_at: number },
): Promise<Set<string>> {
  const { results } = await db
    .prepare(
      `INSERT INTO reservations (project_id, campaign_id, comparison_id, rater_id, expires_at)
       SELECT ?1, ?2, c.id, ?3, ?6 FROM json_each(?7) wanted
       CROSS JOIN comparisons c ON c.project_id = ?1 AND c.campaign_id = ?2 AND c.id = wanted.value
       WHERE ${has_room('c', { rater: 3, overlap: 4, now: 5 })}
       ON CONFLICT (project_id, campaign_id, comparison_id, rater_id) DO UPDATE SET expires_at = excluded.expires_at
       RETURNING comparison_id`,
    )
    .bind(project_id, campaign_id, rater_id, overlap, now, expires_at, JSON.stringify(comparison_ids))
    .all<{ comparison_id: string }>();
  return new Set(results.map(({ comparison_id }) => comparison_id));
}

/** Drops what has run out. */
export async function purgeReservations(db: D1Database, now: number): Promise<void> {
  await db.prepare('DELETE FROM reservations WHERE expires_at <= ?1').bind(now).run();
}
