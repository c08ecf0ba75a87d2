/** A runner that has not been heard of for this long counts as gone: it polls every 20 s. */
export const runner_gone_ms = 60_000;

/** The migrations applied, which also shows that D1 answers. */
export async function checkDatabase(db: D1Database): Promise<{ applied: number; latest: string | null }> {
  const row = await db
    .prepare('SELECT count(*) AS applied, max(name) AS latest FROM d1_migrations')
    .first<{ applied: number; latest: string | null }>();
  return row ?? { applied: 0, latest: null };
}

/** Reads an object that need not exist: an answer of any kind shows that R2 answers. */
export async function checkFiles(files: R2Bucket): Promise<void> {
  await files.head('health');
}

/** How many runners are connected, over all projects; names of projects and runners are not told. */
export async function latestRunner(
  db: D1Database,
  now: number,
): Promise<{ connected: boolean; count: number; last_seen_at: number | null }> {
  const row = await db
    .prepare(
      'SELECT count(*) FILTER (WHERE last_seen_at > ?1) AS count, max(last_seen_at) AS last_seen_at FROM runners',
    )
    .bind(now - runner_gone_ms)
    .first<{ count: number; last_seen_at: number | null }>();
  return { connected: (row?.count ?? 0) > 0, count: row?.count ?? 0, last_seen_at: row?.last_seen_at ?? null };
}
