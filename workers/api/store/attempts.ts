/** A response as a report reads it: its text only where it carries no `correct` and must be judged. */
export type AttemptRow = {
  item_id: string;
  sample: number;
  attempt: number;
  correct: boolean | null;
  content: string | null;
  reference: string | null;
};

const page_rows = 2000;

/** The most attempts one report reads: what fits a Worker's memory and time. */
export const max_attempts = 100_000;

/** All attempts of one model on a dataset; the text only where no `correct` was given, since only then it must be judged. */
export async function readAttempts(
  db: D1Database,
  project_id: string,
  dataset_id: string,
  model: string,
): Promise<AttemptRow[]> {
  const rows: AttemptRow[] = [];
  for (let after = ''; rows.length <= max_attempts; ) {
    const { results } = await db
      .prepare(
        `SELECT r.id AS id, r.item_id AS item_id, r.sample AS sample, r.attempt AS attempt, r.correct AS correct,
           CASE WHEN r.correct IS NULL THEN r.content END AS content, CASE WHEN r.correct IS NULL THEN i.reference END AS reference
         FROM responses AS r JOIN items AS i ON i.project_id = r.project_id AND i.dataset_id = r.dataset_id AND i.id = r.item_id
         WHERE r.project_id = ?1 AND r.dataset_id = ?2 AND r.model = ?3 AND r.id > ?4 ORDER BY r.id LIMIT ?5`,
      )
      .bind(project_id, dataset_id, model, after, page_rows)
      .all<Omit<AttemptRow, 'correct'> & { id: string; correct: number | null }>();
    for (const { id: _, correct, ...row } of results)
      rows.push({ ...row, correct: correct === null ? null : correct === 1 });
    const last = results.at(-1);
    if (!last || results.length < page_rows) break;
    after = last.id;
  }
  return rows;
}
