import { readFileSync } from 'node:fs';
import { childrenOf } from '../scripts/state.ts';
import { openBareWorker } from './bare-worker.ts';
import { load, type Row, type Suite } from './bench.ts';
import { openRatingBench } from './rating-crowd.ts';

/** How many ratings; `ASSAY_BENCH_RATINGS` for a machine that has less time. */
const ratings = Number(process.env.ASSAY_BENCH_RATINGS ?? 1_000_000);
const of_delivery = 100;
const page_bytes = 4096;

/** Loads ratings through the writer, which counts them as they come, and exports them all, watching the memory of the Workers' process. */
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
  memory.push(workersMiB());
  const before_export = memory.length;
  const exporting = performance.now();
  const { lines, last } = await readLines(
    await bench.project.open(`/v1/campaigns/${bench.campaign_id}/export?kind=ratings&format=jsonl&held=include`),
  );
  const exported_per_second = (lines / (performance.now() - exporting)) * 1000;
  memory.push(workersMiB());
  clearInterval(watch);
  // Arrivals are numbered from 1 and exported in their order: so each rating is there once.
  const { arrival } = JSON.parse(last) as { arrival: number };
  if (lines !== ratings || arrival !== ratings)
    throw new Error(`${lines} of ${ratings} ratings were exported, up to arrival ${arrival}`);
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
      name: `${name} ratings exported as JSONL`,
      ...{ value: exported_per_second, unit: '/s', baseline, baseline_value: alone.per_second, better: 'higher' },
    },
    {
      name: `a board of ${name} counted ratings`,
      ...{ value: counted_ms, unit: 'ms', baseline: 'the aim', baseline_value: 1000, better: 'lower', target: 1 },
    },
    {
      name: `memory of the Workers' process while ${name} ratings are stored and counted, peak`,
      ...{ value: Math.max(...memory.slice(0, before_export)), unit: 'MiB' },
      ...{
        baseline: 'its median after a tenth of them',
        baseline_value: median(settled),
        better: 'lower',
        target: 0.8,
      },
    },
    {
      name: `memory of the Workers' process while ${name} ratings are exported, peak`,
      ...{ value: Math.max(...memory.slice(before_export)), unit: 'MiB', baseline: 'before the export' },
      ...{ baseline_value: memory[before_export - 1] ?? Number.NaN, better: 'lower', target: 0.8 },
    },
  ];
  return rows;
};

/** Counts the lines of an answer as they come, and keeps the last. */
async function readLines(response: Response): Promise<{ lines: number; last: string }> {
  let lines = 0;
  let rest = '';
  let last = '';
  for await (const text of (response.body ?? new Blob([]).stream()).pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines += parts.length;
    last = parts.at(-1) ?? last;
  }
  return { lines, last };
}

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
