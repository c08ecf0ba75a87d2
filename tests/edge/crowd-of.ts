import type { RatingsImported } from '../../schema/contracts/rating-imports.ts';
import type { Vote } from '../../workers/api/metrics/raters/rows.ts';
import type { TestProject } from '../platform.ts';

/** One comparison with its ratings: who preferred what. */
export interface Rated {
  a: string;
  b: string;
  tags?: string[];
  response_a?: string;
  response_b?: string;
  ratings: Record<string, unknown>[];
}

/** Votes by comparison; every other one was shown the other way round. */
export function ratedOf(votes: Vote[]): Rated[] {
  const by = new Map<string, Rated>();
  for (const { comparison, model_a, model_b, rater, choice } of votes) {
    const one = by.get(comparison) ?? { a: model_a, b: model_b, ratings: [] };
    by.set(comparison, one);
    one.ratings.push({ rater, choice, shown_first: one.ratings.length % 2 === 0 ? 'a' : 'b' });
  }
  return [...by.values()];
}

/** Sends lines of ratings to a campaign's import. */
export async function importLines(
  project: TestProject,
  campaign_id: string,
  lines: Record<string, unknown>[],
  query = '',
): Promise<RatingsImported> {
  const response = await project.request(`/v1/campaigns/${campaign_id}/ratings/imports${query}`, {
    method: 'POST',
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
    headers: { 'content-type': 'application/x-ndjson' },
  });
  if (!response.ok) throw new Error(`the import answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as RatingsImported;
}

/** Adds comparisons to a campaign and imports their ratings. @returns the comparisons' ids */
export async function rateAll(project: TestProject, campaign_id: string, rated: Rated[]): Promise<string[]> {
  const comparisons = rated.map(({ a, b, tags = [], response_a = 'one', response_b = 'two' }, i) => ({
    ...{ prompt: `Question ${i}`, response_a, response_b, model_a: a, model_b: b, tags },
  }));
  const all: string[] = [];
  for (let from = 0; from < comparisons.length; from += 500) {
    const body = { comparisons: comparisons.slice(from, from + 500) };
    all.push(...(await project.json<{ ids: string[] }>('POST', `/v1/campaigns/${campaign_id}/comparisons`, body)).ids);
  }
  const lines = rated.flatMap(({ ratings }, i) => ratings.map((rating) => ({ comparison_id: all[i], ...rating })));
  const done = await importLines(project, campaign_id, lines);
  if (done.added !== lines.length) throw new Error(`imported ${JSON.stringify(done)} of ${lines.length} lines`);
  return all;
}
