import type { RatingMessageInput } from '../schema/contracts/campaigns.ts';
import { newId } from '../schema/ids.ts';
import { assignmentExpiry, signTicket } from '../workers/api/campaigns/tokens.ts';
import { openProject, secret } from './project.ts';

const models = 50;
const comparisons = 1000;

/** A campaign that is rated by as many people as it takes. */
export type RatingBench = Awaited<ReturnType<typeof openRatingBench>>;

/** Opens a platform with a campaign of 1,000 comparisons of 50 models; every rating asked for is another rater's or another comparison's. */
export async function openRatingBench(vars: Record<string, string> = {}) {
  const project = await openProject(vars);
  const campaign = await project.send('/v1/campaigns', { name: 'Benchmark', overlap: 1000 });
  const ids: string[] = [];
  while (ids.length < comparisons) {
    const some = Array.from({ length: 500 }, (_, at) => {
      const n = ids.length + at;
      const texts = { prompt: `Question ${n}`, response_a: 'a'.repeat(500), response_b: 'b'.repeat(500) };
      return { ...texts, model_a: `m${n % models}`, model_b: `m${(n + 1 + (n % (models - 1))) % models}` };
    });
    const made = await project.send<{ ids: string[] }>(`/v1/campaigns/${campaign.id}/comparisons`, {
      comparisons: some,
    });
    ids.push(...made.ids);
  }
  const place = { project_id: project.project_id, campaign_id: campaign.id };
  const worker = await project.mf.getWorker('assay-api');
  const expires_at = assignmentExpiry(Date.now());
  let made = 0;
  let rater_id = newId('rater');
  /** The next assignment: each rater rates every comparison once, fifty of them for tokens, which have a limit by the minute. */
  const next = (of_rater: number) => {
    if (made % of_rater === 0) rater_id = newId('rater');
    const comparison_id = ids[made++ % comparisons] ?? '';
    return { ...place, rater_id, comparison_id, assignment_id: newId('assignment') };
  };
  const token = () => signTicket(secret, next(50), expires_at);
  let asked = 0;
  return {
    project,
    close: project.close,
    campaign_id: campaign.id,
    token,
    tokens: async (count: number) => {
      asked += count;
      return Promise.all(Array.from({ length: count }, token));
    },
    messages: (count: number): RatingMessageInput[] => {
      asked += count;
      return Array.from({ length: count }, (_, at) => {
        const { assignment_id: id, ...ticket } = next(comparisons);
        const choice = (['left', 'right', 'left', 'tie'] as const)[at % 4] ?? 'left';
        return { ...ticket, id, choice, flipped: at % 2 === 0, duration_ms: 1000, comment: '', created_at: Date.now() };
      });
    },
    /** Puts messages before the consumer, as one delivery of the queue. */
    write: async (messages: RatingMessageInput[]) => {
      const delivery = messages.map((body) => ({ id: body.id, timestamp: new Date(), attempts: 1, body }));
      const { outcome, retryMessages } = await worker.queue('assay-ratings', delivery);
      if (outcome !== 'ok' || retryMessages.length > 0) throw new Error(`a delivery ended with ${outcome}`);
    },
    /** Waits until every rating that was asked for is stored. */
    arrived: async () => {
      for (;;) {
        const { rating_count } = await project.get<{ rating_count: number }>(`/v1/campaigns/${campaign.id}`);
        if (rating_count === asked) return;
        await new Promise((done) => setTimeout(done, 100));
      }
    },
  };
}
