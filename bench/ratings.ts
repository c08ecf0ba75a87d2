import { openBareWorker } from './bare-worker.ts';
import { load, quantile, type Row, type Suite } from './bench.ts';
import { openRatingBench, type RatingBench } from './rating-crowd.ts';

const singles = 3000;
const in_batches = 20_000;
const written = 20_000;
const of_batch = 100;
const baseline = 'a bare Worker inserting one row a request';
const said = { choice: 'left', duration_ms: 1000 };

/** Ratings acknowledged, written and counted a second, and how soon one is acknowledged, against single-row inserts. */
export const run: Suite = async () => {
  const bare = await openBareWorker();
  const queued = await openRatingBench();
  const token = await queued.token();
  const alone = await load(singles, 50, async () => {
    await (await fetch(bare.url, { method: 'POST', body: JSON.stringify({ ...said, token }) })).text();
  });
  const one = await sendSingles(queued);
  const many = await sendBatches(queued);
  const stored = await stream(queued);
  await queued.close();
  const direct = await openRatingBench({ ASSAY_DIRECT_RATINGS: '1' });
  const written_singles = await sendSingles(direct);
  const written_batches = await sendBatches(direct);
  await Promise.all([direct.close(), bare.close()]);
  const rate = (name: string, value: number, target?: number): Row => ({
    ...{ name, value, unit: '/s', baseline, baseline_value: alone.per_second, better: 'higher' },
    ...(target === undefined ? {} : { target }),
  });
  return [
    rate('ratings acknowledged, one a request', one.per_second, 5),
    rate('ratings acknowledged, 100 a request', many.per_second * of_batch, 5),
    rate('ratings stored by the batch writer', stored, 10),
    rate('ratings written directly, one a request', written_singles.per_second),
    rate('ratings written directly, 100 a request', written_batches.per_second * of_batch),
    {
      name: 'rating acknowledgement, p99 at 50 concurrent',
      ...{ value: quantile(one.times, 0.99), unit: 'ms', baseline, baseline_value: quantile(alone.times, 0.99) },
      better: 'lower',
    },
  ];
};

/** Raters have networks of their own: the limits count by them. */
const from = (index: number) => ({ 'cf-connecting-ip': `10.${index % 200}.${index % 250}.1` });

async function sendSingles(bench: RatingBench) {
  const tokens = await bench.tokens(singles);
  const sent = await load(singles, 50, async (index) => {
    await bench.project.post('/v1/ratings', { ...said, token: tokens[index] }, from(index));
  });
  await bench.arrived();
  return sent;
}

async function sendBatches(bench: RatingBench) {
  const tokens = await bench.tokens(in_batches);
  const sent = await load(in_batches / of_batch, 8, async (index) => {
    const some = tokens.slice(index * of_batch, (index + 1) * of_batch);
    const ratings = some.map((token) => ({ ...said, token }));
    type Answer = { results: { accepted: boolean }[] };
    const { results } = await bench.project.post<Answer>('/v1/ratings/batches', { ratings }, from(index));
    if (!results.every(({ accepted }) => accepted)) throw new Error(`not all accepted: ${JSON.stringify(results)}`);
  });
  await bench.arrived();
  return sent;
}

/** Rows a second of the consumer alone, given what the queue would deliver. */
async function stream(bench: RatingBench): Promise<number> {
  const messages = bench.messages(written);
  const { per_second } = await load(written / of_batch, 4, (index) =>
    bench.write(messages.slice(index * of_batch, (index + 1) * of_batch)),
  );
  await bench.arrived();
  return per_second * of_batch;
}
