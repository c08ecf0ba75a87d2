/** A campaign of a project. */
export type InCampaign = { project_id: string; campaign_id: string };

const comparisons_a_page = 100;
const ratings_a_page = 2000;

/**
 * A campaign as JSONL for jobs that learn from it: first each comparison without a known answer as an item with its two answers, in the order of ids, then each
 * rating of them that quality control does not hold back, in the order of arrival. The same rows always give the same bytes.
 */
export async function* campaignLines(db: D1Database, at: InCampaign): AsyncGenerator<string> {
  yield* pages(db, comparison_page, at, '', comparisons_a_page);
  yield* pages(db, rating_page, at, 0, ratings_a_page);
}

const comparison_page = `SELECT id AS place, json_object(
    'item', json_object('id', id, 'prompt', json(prompt), 'metadata', json('{}')),
    'responses', json_array(
      json_object('id', 'a', 'model', model_a, 'content', response_a),
      json_object('id', 'b', 'model', model_b, 'content', response_b))) AS line
  FROM comparisons WHERE project_id = ?1 AND campaign_id = ?2 AND gold IS NULL AND id > ?3 ORDER BY id LIMIT ?4`;

// Which side was preferred is told by the models' names: a comparison's two models always differ.
const rating_page = `SELECT r.arrival AS place, iif(r.held OR r.gold OR r.choice = 'scored', NULL, json_object('rating', json_object(
    'comparison_id', r.comparison_id, 'rater', r.rater_id,
    'choice', CASE WHEN r.choice NOT IN ('left', 'right') THEN r.choice WHEN r.winner = c.model_a THEN 'a' ELSE 'b' END,
    'judge', json(iif(r.source = 'people', 'false', 'true')),
    'probability', iif(r.model_left = c.model_a, r.probability, 1 - r.probability)))) AS line
  FROM ratings r CROSS JOIN comparisons c ON c.project_id = r.project_id AND c.campaign_id = r.campaign_id AND c.id = r.comparison_id
  WHERE r.project_id = ?1 AND r.campaign_id = ?2 AND r.arrival > ?3 ORDER BY r.arrival LIMIT ?4`;

async function* pages<Place extends string | number>(
  db: D1Database,
  sql: string,
  { project_id, campaign_id }: InCampaign,
  start: Place,
  limit: number,
): AsyncGenerator<string> {
  for (let place: Place | undefined = start; place !== undefined; ) {
    const page: { place: Place; line: string | null }[] = (
      await db.prepare(sql).bind(project_id, campaign_id, place, limit).all<{ place: Place; line: string | null }>()
    ).results;
    for (const { line } of page) if (line !== null) yield `${line}\n`;
    place = page.at(-1)?.place;
  }
}
