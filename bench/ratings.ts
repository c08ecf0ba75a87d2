import { newId } from '../schema/ids.ts';
import { assignmentExpiry, signTicket } from '../workers/api/campaigns/tokens.ts';
import { openBareWorker } from './bare-worker.ts';
import { load, quantile, type Suite } from './bench.ts';
import { openProject, secret } from './project.ts';

const ratings = 3000;
const width = 50;

/** Acknowledged ratings a second through the public route, and how soon they are stored, against single-row inserts. */
export const run: Suite = async () => {
  const [project, bare] = await Promise.all([openProject(), openBareWorker()]);
  const campaign = await project.send('/v1/campaigns', { name: 'Benchmark' });
  const pair = {
    prompt: 'Which?',
    response_a: 'a'.repeat(500),
    response_b: 'b'.repeat(500),
    model_a: 'm1',
    model_b: 'm2',
  };
  const { ids } = await project.send<{ ids: string[] }>(`/v1/campaigns/${campaign.id}/comparisons`, {
    comparisons: Array(100).fill(pair),
  });
  const expires_at = assignmentExpiry(Date.now());
  const tokens = await Promise.all(
    Array.from({ length: ratings }, (_, index) => {
      const place = {
        project_id: project.project_id,
        campaign_id: campaign.id,
        comparison_id: ids[index % ids.length] ?? '',
      };
      return signTicket(secret, { ...place, rater_id: newId('rater'), assignment_id: newId('assignment') }, expires_at);
    }),
  );
  const body = { choice: 'left', duration_ms: 1000 };
  const alone = await load(ratings, width, async () => {
    await (await fetch(bare.url, { method: 'POST', body: JSON.stringify({ ...body, token: tokens[0] }) })).text();
  });
  const started = performance.now();
  const rated = await load(ratings, width, async (index) => {
    // Raters have addresses of their own; the limiter counts by address.
    await project.post(
      '/v1/ratings',
      { ...body, token: tokens[index] },
      { 'cf-connecting-ip': `10.0.${index % 250}.${index % 99}` },
    );
  });
  for (;;) {
    const { rating_count } = await project.get<{ rating_count: number }>(`/v1/campaigns/${campaign.id}`);
    if (rating_count === ratings) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const stored_per_second = (ratings / (performance.now() - started)) * 1000;
  await Promise.all([project.close(), bare.close()]);
  const baseline = 'a bare Worker inserting one row a request';
  return [
    {
      name: 'ratings acknowledged',
      value: rated.per_second,
      unit: '/s',
      baseline,
      baseline_value: alone.per_second,
      better: 'higher',
      target: 5,
    },
    {
      name: 'ratings stored and counted, from the first request on',
      value: stored_per_second,
      unit: '/s',
      baseline,
      baseline_value: alone.per_second,
      better: 'higher',
    },
    {
      name: 'rating acknowledgement, p99 at 50 concurrent',
      value: quantile(rated.times, 0.99),
      unit: 'ms',
      baseline,
      baseline_value: quantile(alone.times, 0.99),
      better: 'lower',
    },
  ];
};
