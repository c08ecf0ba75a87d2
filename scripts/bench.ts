import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Row, ratioOf, type Suite } from '../bench/bench.ts';
import { buildWorkers } from './build.ts';
import { ROOT, runMain, SetupError } from './root.ts';

/*
 * `npm run bench [-- suite …] [--write]`: each suite measures itself and its baseline in one run; what counts is the ratio.
 * `--write` puts each suite's table into docs/benchmarks.md, with the machine it came from.
 */
const suites: Record<string, () => Promise<{ run: Suite }>> = {
  ratings: () => import('../bench/ratings.ts'),
  million: () => import('../bench/million.ts'),
  'rating-page': () => import('../bench/rating-page.ts'),
  choosing: () => import('../bench/choosing.ts'),
  judgments: () => import('../bench/judgments.ts'),
  judging: () => import('../bench/judging.ts'),
  readings: () => import('../bench/readings.ts'),
  'edge-judge': () => import('../bench/edge-judge.ts'),
  uploads: () => import('../bench/uploads.ts'),
  rankings: () => import('../bench/rankings.ts'),
  runner: () => import('../bench/runner.ts'),
};

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);

function table(rows: Row[]): string {
  const lines = rows.map((row) => {
    const aim = row.target === undefined ? '' : `≥ ${row.target} ×`;
    const cells = [
      row.name,
      `${number(row.value)} ${row.unit}`,
      row.baseline,
      `${number(row.baseline_value)} ${row.unit}`,
      `**${number(ratioOf(row))} ×**`,
      aim,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| measured | value | baseline, same run | value | ratio | aim |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${memory} GiB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
}

const PAGE = join(ROOT, 'docs/benchmarks.md');
const HEAD = `# Benchmarks

Ratios above 1 are better than the baseline, which ran in the same process run on the same machine: the ratio is what carries over.
Reproduce with \`npm run bench -- --write\`; a suite's name beside it measures that suite alone.`;

/** The page's sections by suite, with their headings. */
function sections(): Map<string, string> {
  const [, ...parts] = existsSync(PAGE) ? readFileSync(PAGE, 'utf8').split(/^## /m) : [];
  return new Map(parts.map((part) => [part.split('\n', 1)[0] ?? '', `## ${part.trim()}`]));
}

/** Puts a suite's table in its place on the page; the others stay. */
function write(name: string, text: string): void {
  const known = sections().set(name, `## ${name}\n\n${text}`);
  writeFileSync(PAGE, `${[HEAD, ...Object.keys(suites).flatMap((suite) => known.get(suite) ?? [])].join('\n\n')}\n`);
}

await runMain(async () => {
  const asked = process.argv.slice(2).filter((one) => !one.startsWith('--'));
  const unknown = asked.filter((name) => !(name in suites));
  if (unknown.length > 0)
    throw new SetupError(`There is no suite ${unknown.join(', ')}; there are: ${Object.keys(suites).join(', ')}.`);
  await buildWorkers();
  const failed: string[] = [];
  for (const [name, load] of Object.entries(suites)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    process.stderr.write(`${name} …\n`);
    try {
      const text = `${table(await (await load()).run())}\n\nMachine: ${machine()}.`;
      console.log(`## ${name}\n\n${text}\n`);
      if (process.argv.includes('--write')) write(name, text);
    } catch (error) {
      // What the other suites measured is kept.
      console.error(error);
      failed.push(name);
    }
  }
  if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}.`);
  return failed.length > 0 ? 1 : 0;
});
