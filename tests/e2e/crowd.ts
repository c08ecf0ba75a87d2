import type { Campaign, RatingMessage } from '../../schema/contracts/index.ts';
import { newId } from '../../schema/ids.ts';
import { waitForRatings } from '../edge/rater.ts';
import type { TestPlatform, TestProject } from '../platform.ts';

/** Who beat whom; `tie` where neither did. */
export type Result = [winner: string, loser: string, tie?: 'tie'];

/** The same result several times. */
export const times = (count: number, ...result: Result): Result[] => Array.from({ length: count }, () => result);

/** A campaign that a crowd has rated so: one comparison and one rater for each result. */
export async function crowd(platform: TestPlatform, project: TestProject, results: Result[]): Promise<Campaign> {
  const { id } = await project.json<Campaign>('POST', '/v1/campaigns', { name: 'A crowd' });
  return rateMore(platform, project, id, results);
}

/** More results of a campaign that has `so_far` already. */
export async function rateMore(
  platform: TestPlatform,
  project: TestProject,
  campaign_id: string,
  results: Result[],
  so_far = 0,
): Promise<Campaign> {
  const queue = await platform.mf.getQueueProducer('RATINGS', 'assay-api');
  for (let from = 0; from < results.length; from += 100) {
    const some = results.slice(from, from + 100);
    const comparisons = some.map(([model_a, model_b], n) => ({
      prompt: `Question ${so_far + from + n}`,
      response_a: `${model_a} says this.`,
      response_b: `${model_b} says that.`,
      model_a,
      model_b,
    }));
    const path = `/v1/campaigns/${campaign_id}/comparisons`;
    const { ids } = await project.json<{ ids: string[] }>('POST', path, { comparisons });
    await queue.sendBatch(
      some.map(([, , tie], n): { body: RatingMessage } => ({
        body: {
          project_id: project.project_id,
          campaign_id,
          comparison_id: ids[n] ?? '',
          rater_id: newId('rater'),
          id: newId('assignment'),
          flipped: false,
          choice: tie ?? 'left',
          duration_ms: 1000,
          comment: '',
          created_at: Date.now(),
        },
      })),
    );
  }
  return waitForRatings(project, campaign_id, so_far + results.length);
}
