import { bulk } from './db.ts';

/** An attempt that lies in the database, not yet judged where `judged` is false. */
export type AttemptRow = {
  response_id: string;
  item_id: string;
  model: string;
  task: string | null;
  strategy: string | null;
  iteration: number | null;
  sample: number;
  attempt: number;
  correct: boolean | null;
  answer: string | null;
  temperature: number | null;
  reward: number | null;
  content: string | null;
  reference: string | null;
  judged: boolean;
};

const page_rows = 500;
/** Of an attempt that need not be judged only this much is read, for edit distances. */
const measured_chars = 20_000;

type Stored = Omit<AttemptRow, 'correct' | 'judged'> & { correct: number | null };
const revive = ({ correct, ...row }: Stored): AttemptRow => ({
  ...row,
  correct: correct === null ? null : correct === 1,
  judged: correct !== null,
});

/** The attempts on a dataset, of one model or of all, question by question; a page at a time. */
export async function* readAttempts(
  db: D1Database,
  at: { project_id: string; dataset_id: string; model: string | null },
): AsyncGenerator<AttemptRow[]> {
  let after: [string, string, number, number] = ['', '', -1, -1];
  for (;;) {
    const { results } = await db
      .prepare(
        `SELECT r.id AS response_id, r.item_id, r.model, r.sample, r.attempt, r.correct, i.reference,
           CASE WHEN r.correct IS NULL THEN r.content ELSE substr(r.content, 1, ${measured_chars}) END AS content,
           coalesce(r.metadata ->> '$.task', i.metadata ->> '$.task') AS task, r.metadata ->> '$.strategy' AS strategy,
           ${numberOf('r.metadata', 'iteration')}, ${numberOf('r.metadata', 'temperature')}, ${numberOf('r.metadata', 'reward')},
           r.metadata ->> '$.answer' AS answer
         FROM responses AS r JOIN items AS i ON i.project_id = r.project_id AND i.dataset_id = r.dataset_id AND i.id = r.item_id
         WHERE r.project_id = ?1 AND r.dataset_id = ?2 AND (?3 IS NULL OR r.model = ?3)
           AND (r.item_id, r.model, r.sample, r.attempt) > (?4, ?5, ?6, ?7)
         ORDER BY r.item_id, r.model, r.sample, r.attempt LIMIT ${page_rows}`,
      )
      .bind(at.project_id, at.dataset_id, at.model, ...after)
      .all<Stored>();
    if (results.length > 0) yield results.map(revive);
    const last = results.at(-1);
    if (!last || results.length < page_rows) return;
    after = [last.item_id, last.model, last.sample, last.attempt];
  }
}

/** A number of a row's metadata; anything else there is passed over. */
const numberOf = (column: string, name: string): string =>
  `CASE WHEN json_type(${column}, '$.${name}') IN ('integer', 'real') THEN ${column} ->> '$.${name}' END AS ${name}`;

/** Which refinements are read. */
export type RefinementFilter = {
  project_id: string;
  dataset_id: string | null;
  model: string | null;
  strategy: string | null;
  created_from: number | null;
  created_before: number | null;
};

type StoredStep = {
  refinement_id: string;
  n: number;
  model: string;
  strategy: string;
  item_id: string | null;
  prompt: string | null;
  reference: string | null;
  temperature: number | null;
  chain: number;
  turn: number;
  content: string;
  answer: string | null;
  value: number | null;
};

/** The attempts of refinements that have ended, refinement by refinement; of id-sampling each segment is one. */
export async function* readRefinementSteps(db: D1Database, filter: RefinementFilter): AsyncGenerator<StoredStep[]> {
  let after: [string, number] = ['', 0];
  for (;;) {
    const { results } = await db
      .prepare(
        `SELECT f.id AS refinement_id, a.n, f.model, f.strategy, f.item_id,
           CASE WHEN f.item_id IS NULL THEN f.request -> '$.prompt' END AS prompt,
           coalesce(f.request ->> '$.reference', i.reference) AS reference, f.request ->> '$.temperature' AS temperature,
           a.attempt ->> '$.chain' AS chain, a.attempt ->> '$.turn' AS turn, a.attempt ->> '$.content' AS content,
           a.attempt ->> '$.answer' AS answer, a.attempt ->> '$.value' AS value
         FROM refinements AS f
         JOIN refinement_attempts AS a ON a.project_id = f.project_id AND a.refinement_id = f.id
         LEFT JOIN items AS i ON i.project_id = f.project_id AND i.dataset_id = f.dataset_id AND i.id = f.item_id
         WHERE f.project_id = ?1 AND (?2 IS NULL OR f.dataset_id = ?2) AND (?3 IS NULL OR f.model = ?3)
           AND (?4 IS NULL OR f.strategy = ?4) AND (?5 IS NULL OR f.created_at >= ?5) AND (?6 IS NULL OR f.created_at < ?6)
           AND f.state IN ('done', 'failed', 'cancelled') AND a.attempt ->> '$.error' IS NULL
           AND a.attempt ->> '$.kind' = CASE f.strategy WHEN 'id-sampling' THEN 'segment' ELSE 'attempt' END
           AND (f.id, a.n) > (?7, ?8)
         ORDER BY f.id, a.n LIMIT ${page_rows}`,
      )
      .bind(
        filter.project_id,
        filter.dataset_id,
        filter.model,
        filter.strategy,
        filter.created_from,
        filter.created_before,
        ...after,
      )
      .all<StoredStep>();
    if (results.length > 0) yield results;
    const last = results.at(-1);
    if (!last || results.length < page_rows) return;
    after = [last.refinement_id, last.n];
  }
}

/** Texts that one look-up gives in whole; longer ones are cut. */
const shown_chars = 100_000;

/** The texts of some responses of a project, by their ids. */
export async function responseTexts(
  db: D1Database,
  { project_id, dataset_id }: { project_id: string; dataset_id: string },
  ids: string[],
): Promise<Map<string, string>> {
  const { results } = await bulk(
    db,
    `SELECT r.id, substr(r.content, 1, ${shown_chars}) AS text FROM json_each(?1) AS v
     CROSS JOIN responses AS r ON r.project_id = ?2 AND r.dataset_id = ?3 AND r.id = v.value`,
    ids,
    project_id,
    dataset_id,
  ).all<{ id: string; text: string }>();
  return new Map(results.map(({ id, text }) => [id, text]));
}

/** The texts of some steps of a project's refinements, by refinement and number. */
export async function refinementTexts(
  db: D1Database,
  project_id: string,
  steps: { refinement_id: string; step: number }[],
): Promise<Map<string, string>> {
  const { results } = await bulk(
    db,
    `SELECT a.refinement_id || ' ' || a.n AS place, substr(a.attempt ->> '$.content', 1, ${shown_chars}) AS text
     FROM json_each(?1) AS v CROSS JOIN refinement_attempts AS a
       ON a.project_id = ?2 AND a.refinement_id = v.value ->> 'refinement_id' AND a.n = v.value ->> 'step'`,
    steps,
    project_id,
  ).all<{ place: string; text: string }>();
  return new Map(results.map(({ place, text }) => [place, text]));
}
