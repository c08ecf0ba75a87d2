import { readFileSync } from 'node:fs';
import { childrenOf } from '../scripts/state.ts';
import { openBareWorker } from './bare-worker.ts';
import { load, type Row, type Suite } from './bench.ts';
import { openRatingBench } from './rating-crowd.ts';

/** How many ratings; `ASSAY_BENCH_RATINGS` for a machine that has less time. */
const ratings = Number(process.env.ASSAY_BENCH_RATINGS ?? 1_000_000);
const of_delivery = 100;
const page_bytes = 4096;

type Page = { data: unknown[]; next_cursor: string | null };

/** Loads ratings through the writer, which counts them as they come, and reads them all back, watching the memory of the Workers' process. */
export const run: Suite = async () => {
  const bare = await openBareWorker();
  const alone = await load(1500, 50, async (index) => {
    await (await fetch(bare.url, { method: 'POST', body: JSON.stringify({ choice: 'left', rater: index }) })).text();
  });
  await bare.close();
  const bench = await openRatingBench();
  const memory: number[] = [];
  const watch = setInterval(() => memory.push(workersMiB()), 500);
  const loaded = await load(ratings / of_delivery, 4, async (index) => {
    await bench.write(bench.messages(of_delivery));
    if (index % 1000 === 0) process.stderr.write(`${index * of_delivery} ratings, ${workersMiB().toFixed(0)} MiB\n`);
  });
  await bench.arrived();
  const settled = memory.slice(Math.floor(memory.length / 10), Math.ceil(memory.length / 5));
  const counting = performance.now();
  const board = await bench.project.send('/v1/leaderboards', { name: 'Benchmark', campaign_id: bench.campaign_id });
  const { snapshot } = await bench.project.send<{ snapshot: { watermark: number } }>(
    `/v1/leaderboards/${board.id}/refresh`,
    {},
  );
  if (snapshot.watermark !== ratings) throw new Error(`${snapshot.watermark} of ${ratings} ratings are counted`);
  const counted_ms = performance.now() - counting;
  const reading = performance.now();
  let read = 0;
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path = `/v1/campaigns/${bench.campaign_id}/ratings?limit=200${cursor && `&cursor=${cursor}`}`;
    const page: Page = await bench.project.get(path);
    read += page.data.length;
    cursor = page.next_cursor;
  }
  if (read !== ratings) throw new Error(`${read} of ${ratings} ratings were read back`);
  const read_per_second = (read / (performance.now() - reading)) * 1000;
  clearInterval(watch);
  await bench.close();
  const baseline = 'a bare Worker inserting one row a request';
  const name = ratings.toLocaleString('en-US');
  const rows: Row[] = [
    {
      name: `${name} ratings stored and counted as they come`,
      ...{ value: loaded.per_second * of_delivery, unit: '/s', baseline, baseline_value: alone.per_second },
      ...{ better: 'higher', target: 10 },
    },
    {
      name: `${name} ratings read back, 200 a page`,
      ...{ value: read_per_second, unit: '/s', baseline, baseline_value: alone.per_second, better: 'higher' },
    },
    {
      name: `a board of ${name} counted ratings`,
      ...{ value: counted_ms, unit: 'ms', baseline: 'the aim', baseline_value: 1000, better: 'lower', target: 1 },
    },
    {
      name: `memory of the Workers' process over ${name} ratings, peak`,
      ...{ value: Math.max(...memory), unit: 'MiB', baseline: 'its median after a tenth of them' },
      ...{ baseline_value: median(settled), better: 'lower', target: 0.8 },
    },
  ];
  return rows;
};

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Resident memory of this process's children, the Workers' runtime, in MiB (Linux). */
function workersMiB(): number {
  const pages = childrenOf().map((pid) => {
    try {
      return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1] ?? 0);
    } catch {
      return 0; // It ended while we looked.
    }
  });
  return (pages.reduce((sum, one) => sum + one, 0) * page_bytes) / 2 ** 20;
}
