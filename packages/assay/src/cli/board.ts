import { createReadStream } from 'node:fs';
import { type Bench, type Command, type Given, UsageError } from './command.ts';
import { readText } from './input.ts';
import { type BoardRow, csvCounter, methods, rankCounts, recompute } from './rankings.js';

/** `assay board` */
export const board: Command = {
  summary: 'Rank comparisons of a CSV, or make a snapshot of a leaderboard again. Needs no deployment.',
  usage: 'assay board rank FILE.csv | recompute FILE.json',
  about: `
"rank" reads a CSV with the columns model_a, model_b and winner (a, b, tie, both_bad, or the model's name) as it streams, and
ranks it as a leaderboard does. "recompute" makes a snapshot again from its export and compares the hashes: exit code 1
where they differ.

  assay board rank comparisons.csv --method davidson
  curl -s $URL/v1/public/leaderboards/$SLUG/export?part=snapshot | assay board recompute -`,
  options: {
    method: { type: 'string', value: 'METHOD', help: `rank: ${methods.join(', ')}` },
    'prior-games': { type: 'string', value: 'N', help: 'rank: games of each model against an average ghost' },
    bootstrap: { type: 'string', value: 'ROUNDS', help: 'rank: intervals by redrawing the counts so often' },
    seed: { type: 'string', value: 'N', help: 'rank: of what is simulated; 1 unless given' },
    analysis: {
      type: 'boolean',
      help: 'rank: with --json, also how the board scatters and what would change its leader',
    },
    json: { type: 'boolean', help: 'print JSON: the ranking, or the snapshot made again' },
  },
  run: async (given, bench) => {
    const [verb, path] = given.positionals;
    if (verb === 'rank' && path) return rank(path, given, bench);
    if (verb === 'recompute' && path) return again(path, given, bench);
    throw new UsageError('Say what to do: assay board rank FILE.csv, or assay board recompute FILE.json.');
  },
};

async function rank(path: string, { text, number, flag }: Given, { print, note }: Bench): Promise<number> {
  const method = text('method') ?? 'bradley-terry';
  if (!methods.includes(method)) throw new UsageError(`--method takes ${methods.join(', ')}, not "${method}".`);
  const counter = csvCounter();
  const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 1 << 20 });
  const { counts, rows } = await (async () => {
    try {
      for await (const chunk of stream) counter.add(chunk as Uint8Array);
      return counter.finish();
    } catch (error) {
      throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}.`);
    }
  })();
  const how = { prior_games: number('prior-games') ?? 0, seed: number('seed') ?? 1 };
  const result = rankCounts(counts, {
    method,
    ...how,
    bootstrap: number('bootstrap', 100) ?? null,
    whole: flag('analysis'),
  });
  if (flag('json')) print(JSON.stringify({ method, comparisons: rows, ...result }));
  else {
    note(`${rows} comparisons of ${result.rows.length} models in ${counts.length} pairs, by ${method}.`);
    print(tableOf(result.rows));
  }
  if (result.status !== 'ok') note(`${result.status}: ${result.message}`);
  return result.status === 'ok' ? 0 : 1;
}

function tableOf(rows: BoardRow[]): string {
  const shown = (value: number | null) => (value === null ? '' : value.toFixed(Math.abs(value) <= 1 ? 4 : 1));
  const wide = Math.max(5, ...rows.map(({ model }) => model.length));
  const line = (rank: string, model: string, ...rest: string[]) =>
    `${rank.padStart(4)}  ${model.padEnd(wide)}${rest.map((cell) => cell.padStart(9)).join('')}`;
  return [
    line('rank', 'model', 'score', 'low', 'high', 'wins', 'losses', 'ties'),
    ...rows.map(({ rank, model, score, low, high, wins, losses, ties }) =>
      line(String(rank), model, shown(score), shown(low), shown(high), String(wins), String(losses), String(ties)),
    ),
  ].join('\n');
}

async function again(path: string, { flag }: Given, { print, note }: Bench): Promise<number> {
  const content = await readText(path);
  const made = await recompute(content).catch((error: unknown) => {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}.`);
  });
  if (flag('json')) print(made.result);
  note(`${made.name} v${made.version}: ${made.same ? 'the same bytes' : 'NOT the same'}`);
  for (const [name, hash] of Object.entries(made.computed)) {
    const before = made.published[name];
    note(`  ${name}  ${hash}${hash === before ? '' : `  (published: ${before})`}`);
  }
  return made.same ? 0 : 1;
}
