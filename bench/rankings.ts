import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/root.ts';
import { bradleyTerry } from '../workers/api/rankings/bradley-terry.ts';
import type { PairCount } from '../workers/api/rankings/index.ts';
import { medianMs, type Row, type Suite } from './bench.ts';

/** A board of random strengths: every pair within reach of each other played some games. */
export function board(models: number, pairs: number): PairCount[] {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
  const counts = new Map<string, PairCount>();
  const add = (a: number, b: number) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    const p = 1 / (1 + Math.exp((low - high) / models));
    const games = 20 + Math.floor(random() * 60);
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

/** Bradley–Terry from pair counts, against scikit-learn's logistic regression on the same comparisons, one row each. */
export const run: Suite = async () => {
  const rows: Row[] = [];
  const python = join(ROOT, '.venv/bin/python');
  if (!existsSync(python)) throw new Error('The baseline needs the Python environment: run npm start once.');
  for (const [models, pairs] of [
    [129, 4000],
    [300, 13_000],
  ] as const) {
    const counts = board(models, pairs);
    const value = medianMs(7, () => bradleyTerry(counts));
    const output = execFileSync(python, [join(ROOT, 'bench/logistic_regression.py')], {
      input: JSON.stringify(counts),
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const games = counts.reduce((sum, one) => sum + one.wins_a + one.wins_b, 0);
    const baseline = `scikit-learn LogisticRegression on ${games.toLocaleString('en-US')} rows`;
    rows.push({
      name: `Bradley–Terry with standard errors, ${models} models, ${pairs} pairs`,
      value,
      unit: 'ms',
      baseline,
      baseline_value: Number(output),
      better: 'lower',
      target: 300,
    });
  }
  return rows;
};
