import { describe, expect, test } from 'vitest';
import { compare, play } from '../../bench/choosing-simulation.ts';
import { strategies } from '../../workers/api/campaigns/choosing/index.ts';
import { uniform } from '../../workers/api/metrics/interval.ts';
import type { PairCount } from '../../workers/api/rankings/board.ts';
import { cholesky } from '../../workers/api/rankings/linear.ts';
import { type PairDesign, pairDesign } from '../../workers/api/rankings/pair-design.ts';

const count = (model_a: string, model_b: string, wins_a: number, wins_b: number, ties = 0): PairCount => ({
  ...{ model_a, model_b, wins_a, wins_b, ties },
});
const models = ['a', 'b', 'c', 'd'];
const open = models.flatMap((one, i) => models.slice(i + 1).map((other): [string, string] => [other, one]));
const counts = [count('a', 'b', 30, 10), count('a', 'c', 5, 0), count('b', 'c', 6, 4, 2), count('c', 'd', 40, 41)];
const design = pairDesign(counts, open);
const nameOf = ({ models: names, a, b }: PairDesign, pair: number) => `${names[a[pair] ?? 0]}${names[b[pair] ?? 0]}`;
const draws = (name: keyof typeof strategies, times: number) => {
  const drawn = new Map<string, number>();
  for (const pair of strategies[name]?.(design, times, uniform(7)) ?? [])
    drawn.set(nameOf(design, pair), (drawn.get(nameOf(design, pair)) ?? 0) + 1);
  return drawn;
};

/** log det of the information with the prior, after more games of one pair; from the definition, with nothing shared but Cholesky. */
function logDeterminant(extra: string | null, of: PairDesign): number {
  const n = of.models.length;
  const share = (d: number) => 1 / (1 + Math.exp(-d));
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const p = share(of.theta[i] ?? 0);
    matrix[i * n + i] = p * (1 - p);
  }
  for (let pair = 0; pair < of.a.length; pair++) {
    const [i, j] = [of.a[pair] ?? 0, of.b[pair] ?? 0];
    const p = share((of.theta[i] ?? 0) - (of.theta[j] ?? 0));
    const games = (of.wins_a[pair] ?? 0) + (of.wins_b[pair] ?? 0) + (of.ties[pair] ?? 0);
    const weight = (games + (nameOf(of, pair) === extra ? 1 : 0)) * p * (1 - p);
    for (const [x, y, sign] of [
      [i, i, 1],
      [j, j, 1],
      [i, j, -1],
      [j, i, -1],
    ] as const)
      matrix[x * n + y] = (matrix[x * n + y] ?? 0) + sign * weight;
  }
  cholesky(matrix, n);
  return 2 * models.reduce((sum, _, i) => sum + Math.log(matrix[i * n + i] ?? 0), 0);
}

describe('what each strategy draws', () => {
  test('uniform: every pair alike', () => {
    const drawn = draws('uniform', 60_000);
    expect(drawn.size).toBe(6);
    for (const times of drawn.values()) expect(Math.abs(times / 10_000 - 1)).toBeLessThan(0.05);
  });

  test('arena: in proportion to √(v/n) − √(v/(n + 1)), a win each way added', () => {
    const weight = (wins: number, losses: number, ties: number) => {
      const n = wins + losses + ties + 2;
      const rate = (wins + 1 + ties / 2) / n;
      const v = (wins + 1 + ties / 4) / n - rate ** 2;
      return Math.sqrt(v / n) - Math.sqrt(v / (n + 1));
    };
    const weights = {
      ab: [30, 10, 0],
      ac: [5, 0, 0],
      ad: [0, 0, 0],
      bc: [6, 4, 2],
      bd: [0, 0, 0],
      cd: [40, 41, 0],
    } as const;
    const of = Object.entries(weights).map(([pair, [won, lost, tied]]) => [pair, weight(won, lost, tied)] as const);
    const sum = of.reduce((total, [, one]) => total + one, 0);
    const drawn = draws('arena', 200_000);
    for (const [pair, one] of of) {
      const expected = (200_000 * one) / sum;
      expect(Math.abs((drawn.get(pair) ?? 0) - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });

  test('information: the pair whose rating adds most to the determinant, as computed from the definition', () => {
    const gains = open.map(([one, other]) => {
      const pair = [one, other].sort().join('');
      return { pair, gain: logDeterminant(pair, design) - logDeterminant(null, design) };
    });
    const best = gains.reduce((most, one) => (one.gain > most.gain ? one : most));
    expect([...draws('information', 1).keys()]).toEqual([best.pair]);
    // Drawn one after another, each as if the one before had been rated: no pair alone.
    expect(draws('information', 50).size).toBeGreaterThan(2);
  });

  test('closest: of every model the opponent nearest to it', () => {
    const at = (name: string) => design.theta[design.models.indexOf(name)] ?? 0;
    const nearest = models.map((one) => {
      const others = models.filter((other) => other !== one);
      const found = others.reduce((best, other) =>
        Math.abs(at(other) - at(one)) < Math.abs(at(best) - at(one)) ? other : best,
      );
      return [one, found].sort().join('');
    });
    expect(new Set(draws('closest', 1000).keys())).toEqual(new Set(nearest));
  });

  test('thompson: as often as the posterior says that a model is best, and never a model against itself', () => {
    const drawn = draws('thompson', 20_000);
    const random = uniform(3);
    const first = Array.from({ length: 20_000 }, () => {
      const theta = design.draw(random);
      return design.models[theta.indexOf(Math.max(...theta))];
    });
    const share = (name: string) => first.filter((one) => one === name).length / first.length;
    const met = (name: string) =>
      [...drawn].filter(([pair]) => pair.includes(name)).reduce((sum, [, times]) => sum + times, 0) / 20_000;
    // Champion with this probability; more often as the rival.
    for (const name of models) expect(met(name)).toBeGreaterThan(share(name) - 0.02);
    expect(met('a')).toBeGreaterThan(met('c'));
  });

  test('the draws of the posterior have the covariance of the fit', () => {
    const random = uniform(11);
    const n = models.length;
    const sums = new Float64Array(n * n);
    const times = 40_000;
    for (let draw = 0; draw < times; draw++) {
      const theta = design.draw(random).map((value, i) => value - (design.theta[i] ?? 0));
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++)
          sums[i * n + j] = (sums[i * n + j] ?? 0) + ((theta[i] ?? 0) * (theta[j] ?? 0)) / times;
    }
    const covariance = design.covariance();
    for (let i = 0; i < n * n; i++) expect(sums[i]).toBeCloseTo(covariance[i] ?? 0, 1);
  });

  test.each(Object.keys(strategies) as (keyof typeof strategies)[])(
    '%s draws nothing where nothing may be drawn',
    (name) => {
      expect(strategies[name]?.(pairDesign(counts, []), 5, uniform(1)) ?? []).toEqual([]);
    },
  );
});

test('on planted strengths: what is gained over uniform choice, with intervals', () => {
  // docs/choosing.md has the table of 1,500 campaigns; these are the claims that 300 smaller ones can tell.
  const planted = { models: 8, spread: 1, ratings: 400, every: 20 };
  const gains = new Map(
    compare(planted, 300, ['information', 'arena', 'closest', 'thompson']).map(({ strategy, gain }) => [
      strategy,
      gain,
    ]),
  );
  expect(gains.get('information')?.log_information.low).toBeGreaterThan(Math.log(1.08));
  expect(gains.get('arena')?.log_information.low).toBeGreaterThan(0);
  expect(gains.get('closest')?.log_information.high).toBeLessThan(0);
  expect(gains.get('thompson')?.top.low).toBeGreaterThan(0);
  // It finds the best at the price of the rest.
  expect(gains.get('thompson')?.rank_error.low).toBeGreaterThan(0.25);
  expect(play('thompson', 5, planted)).toEqual(play('thompson', 5, planted));
});
