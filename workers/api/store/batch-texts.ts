import type { Comparison } from '../../../schema/contracts/campaigns.ts';
import type { Item } from '../../../schema/contracts/datasets.ts';
import type { InDataset } from './datasets.ts';
import { bulk } from './db.ts';

/** An item as a judge needs it. */
export type ItemText = Pick<Item, 'id' | 'external_id' | 'prompt' | 'reference'>;
/** A response as a judge needs it. */
export type ResponseText = {
  id: string;
  model: string;
  sample: number;
  attempt: number;
  content: string;
  correct: boolean | null;
  /** `metadata.steps`: the steps as they were annotated, where the response came with them. */
  steps: string[] | null;
};
/** A comparison as a judge needs it. */
export type ComparisonText = Pick<Comparison, 'id' | 'prompt' | 'response_a' | 'response_b' | 'model_a' | 'model_b'>;

/** Some items of a dataset, by id. */
export async function readItems(db: D1Database, at: InDataset, ids: string[]): Promise<Map<string, ItemText>> {
  const { results } = await bulk(
    db,
    `SELECT i.id, i.external_id, i.prompt, i.reference FROM json_each(?1) wanted
     CROSS JOIN items i ON i.project_id = ?2 AND i.dataset_id = ?3 AND i.id = wanted.value`,
    [...new Set(ids)],
    at.project_id,
    at.dataset_id,
  ).all<Omit<ItemText, 'prompt'> & { prompt: string }>();
  return byId(results.map((row) => ({ ...row, prompt: JSON.parse(row.prompt) })));
}

/** Some responses of a dataset, by id. */
export async function readResponseTexts(
  db: D1Database,
  at: InDataset,
  ids: string[],
): Promise<Map<string, ResponseText>> {
  const { results } = await bulk(
    db,
    `SELECT r.id, r.model, r.sample, r.attempt, r.content, r.correct, r.metadata -> 'steps' AS steps FROM json_each(?1) wanted
     CROSS JOIN responses r ON r.project_id = ?2 AND r.dataset_id = ?3 AND r.id = wanted.value`,
    [...new Set(ids)],
    at.project_id,
    at.dataset_id,
  ).all<Omit<ResponseText, 'steps' | 'correct'> & { steps: string | null; correct: number | null }>();
  return byId(
    results.map((row) => ({
      ...row,
      correct: row.correct === null ? null : row.correct === 1,
      steps: stepsIn(row.steps),
    })),
  );
}

/** Some comparisons of a campaign, by id. */
export async function readComparisons(
  db: D1Database,
  place: { project_id: string; campaign_id: string },
  ids: string[],
): Promise<Map<string, ComparisonText>> {
  const { results } = await bulk(
    db,
    `SELECT c.id, c.prompt, c.response_a, c.response_b, c.model_a, c.model_b FROM json_each(?1) wanted
     CROSS JOIN comparisons c ON c.project_id = ?2 AND c.campaign_id = ?3 AND c.id = wanted.value`,
    ids,
    place.project_id,
    place.campaign_id,
  ).all<Omit<ComparisonText, 'prompt'> & { prompt: string }>();
  return byId(results.map((row) => ({ ...row, prompt: JSON.parse(row.prompt) })));
}

const byId = <T extends { id: string }>(rows: T[]): Map<string, T> => new Map(rows.map((row) => [row.id, row]));

function stepsIn(given: string | null): string[] | null {
  const steps: unknown = given === null ? null : JSON.parse(given);
  const fits = Array.isArray(steps) && steps.length > 0 && steps.every((step) => typeof step === 'string' && step);
  return fits ? (steps as string[]) : null;
}
