import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/root.ts';
import { boardOf } from '../workers/api/rankings/board.ts';
import { bootstrapBoard } from '../workers/api/rankings/bootstrap.ts';
import { bradleyTerry, fitBradleyTerry } from '../workers/api/rankings/bradley-terry.ts';
import type { PairCount } from '../workers/api/rankings/index.ts';
import { advantages, maximalLottery } from '../workers/api/rankings/maximal-lottery.ts';
import { medianMs, type Suite } from './bench.ts';
import { openRankingsWorker } from './rankings-worker.ts';

/** A board of random strengths: every pair within reach of each other played some games. */
function board(models: number, pairs: number, least = 20): PairCount[] {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
  const counts = new Map<string, PairCount>();
  const add = (a: number, b: number) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    const p = 1 / (1 + Math.exp((low - high) / models));
    const games = least + Math.floor(random() * 60);
    let wins_a = 0;
    for (let game = 0; game < games; game++) wins_a += random() < p ? 1 : 0;
    const name = (model: number) => `m${String(model).padStart(4, '0')}`;
    counts.set(`${low}/${high}`, { model_a: name(low), model_b: name(high), wins_a, wins_b: games - wins_a, ties: 0 });
  };
  for (let model = 0; model < models; model++) add(model, (model + 1) % models);
  while (counts.size < pairs) {
    const [a, b] = [Math.floor(random() * models), Math.floor(random() * models)];
    if (a !== b) add(a, b);
  }
  return [...counts.values()];
}

/** Rankings from pair counts, against what a straightforward script does with the same comparisons. */
export const run: Suite = async () => {
  const python = join(ROOT, '.venv/bin/python');
  if (!existsSync(python)) throw new Error('The baseline needs the Python environment: run npm start once.');
  const ask = (script: string, input: unknown, ...args: string[]): number => {
    const options = { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1e8 } as const;
    return Number(execFileSync(python, [join(ROOT, 'bench', script), ...args], options));
  };
  const counts = board(129, 4000, 220);
  const large = board(300, 13_000);
  const rows = (of: PairCount[]) => of.reduce((sum, one) => sum + one.wins_a + one.wins_b, 0).toLocaleString('en-US');
  const small = medianMs(7, () => bradleyTerry(counts));
  const line = { unit: 'ms', better: 'lower' } as const;
  const name = 'Bradley–Terry with standard errors';
  const worker = await openRankingsWorker(large);
  const [cold, warm] = [await worker.fit('/cold'), await worker.fit('/warm')];
  await worker.close();
  const fit = fitBradleyTerry(boardOf(counts));
  if (!fit.ok) throw new Error(fit.message);
  const n = fit.theta.length;
  const flat = advantages(fit.board, fit.theta, 1);
  const matrix = Array.from({ length: n }, (_, i) => Array.from(flat.subarray(i * n, (i + 1) * n)));
  return [
    {
      ...line,
      name: `${name}, 129 models, 4,000 pairs`,
      value: small,
      baseline: `scikit-learn LogisticRegression, sparse design of ${rows(counts)} rows`,
      baseline_value: ask('logistic_regression.py', counts),
    },
    {
      ...line,
      name: `${name}, 129 models, 4,000 pairs`,
      value: small,
      baseline: `the same as arena notebooks do it: dense design of ${rows(counts)} rows, no penalty`,
      baseline_value: ask('logistic_regression.py', counts, 'dense'),
      target: 300,
    },
    {
      ...line,
      name: `${name}, 300 models, 13,000 pairs`,
      value: medianMs(7, () => bradleyTerry(large)),
      baseline: `scikit-learn LogisticRegression, sparse design of ${rows(large)} rows`,
      baseline_value: ask('logistic_regression.py', large),
    },
    {
      ...line,
      name: `${name}, 300 models, 13,000 pairs, inside workerd`,
      value: cold,
      baseline: 'the aim',
      baseline_value: 100,
      target: 1,
    },
    {
      ...line,
      name: `The same from the last scores, errors by information, inside workerd`,
      value: warm,
      baseline: 'the aim',
      baseline_value: 20,
      target: 1,
    },
    {
      ...line,
      name: 'Bootstrap of 1,000 rounds, 129 models, 4,000 pairs',
      value: medianMs(3, () => bootstrapBoard(fit, { seed: 1 })),
      baseline: 'the aim',
      baseline_value: 3000,
      target: 1,
    },
    {
      ...line,
      name: 'Maximal lottery with its fit, 129 models',
      value: medianMs(9, () => maximalLottery(counts)),
      baseline: "scipy's linprog (HiGHS), the mixture alone",
      baseline_value: ask('lottery.py', matrix),
    },
  ];
};
