type Place = { project_id: string; campaign_id: string };

/** One of people's ratings as quality control reads it. */
export type RatedLine = {
  arrival: number;
  rater_id: string;
  comparison_id: string;
  choice: string;
  strength: number | null;
  score: number | null;
  /** Answers to the extra criteria, by name, as JSON. */
  criteria: string;
  /** Whether answer A stood on the left. */
  straight: number;
  model_a: string;
  model_b: string;
  created_at: number;
  duration_ms: number;
  characters: number;
  network: string;
  gold: string | null;
  held: number;
};

const page = 5000;

/** The latest so many of people's ratings in a campaign, latest first, a page at a time; with them up to where they go. */
export async function* readRatedLines(
  db: D1Database,
  { project_id, campaign_id }: Place,
  most: number,
): AsyncGenerator<RatedLine[]> {
  let before = Number.MAX_SAFE_INTEGER;
  for (let read = 0; read < most; ) {
    const { results } = await db
      .prepare(
        `SELECT r.arrival, r.rater_id, r.comparison_id, r.choice, r.strength, r.score, r.criteria, r.model_left = c.model_a AS straight, c.model_a, c.model_b,
           r.created_at, r.duration_ms, length(c.prompt) + length(c.response_a) + length(c.response_b) AS characters, r.network, c.gold, r.held
         FROM ratings r CROSS JOIN comparisons c ON c.project_id = r.project_id AND c.campaign_id = r.campaign_id AND c.id = r.comparison_id
         WHERE r.project_id = ?1 AND r.campaign_id = ?2 AND r.arrival < ?3 AND r.source = 'people' ORDER BY r.arrival DESC LIMIT ?4`,
      )
      .bind(project_id, campaign_id, before, Math.min(page, most - read))
      .all<RatedLine>();
    if (results.length > 0) yield results;
    if (results.length < page) return;
    read += results.length;
    before = results.at(-1)?.arrival ?? 0;
  }
}

/** How far a campaign's ratings go: the latest arrival, and how often ratings were held or freed. */
export async function readArrival(
  db: D1Database,
  { project_id, campaign_id }: Place,
): Promise<{ arrival: number; epoch: number }> {
  const row = await db
    .prepare(
      `SELECT coalesce((SELECT max(r.arrival) FROM ratings r WHERE r.project_id = ?1 AND r.campaign_id = ?2), 0) AS arrival,
         coalesce((SELECT w.epoch FROM watermarks w WHERE w.project_id = ?1 AND w.campaign_id = ?2), 0) AS epoch`,
    )
    .bind(project_id, campaign_id)
    .first<{ arrival: number; epoch: number }>();
  return row ?? { arrival: 0, epoch: 0 };
}
