import { describe, expect, it } from 'vitest';
import { chiSquareTail, studentCritical } from '../../workers/api/metrics/tails.ts';
import { boardOf, type PairCount } from '../../workers/api/rankings/board.ts';
import { fits } from '../../workers/api/rankings/fits.ts';
import { errorsOf, fittedRanking } from '../../workers/api/rankings/fitted-ranking.ts';
import { rankings } from '../../workers/api/rankings/index.ts';
import { clusterSandwich } from '../../workers/api/rankings/sandwich.ts';
import { crowd, made } from './crowd.ts';

const truth = [1, 0.4, 0, -0.5, -0.9];

// What endlessly many such raters would say: each pair's expected outcomes over the raters' tastes, by the midpoint rule.
function everyone(taste: number, tied: number): PairCount[] {
  const steps = 400;
  return truth.flatMap((x, a) =>
    truth.slice(a + 1).map((y, k) => {
      let wins_a = 0;
      let weight = 0;
      for (let step = 0; step < steps; step++) {
        const z = -6 + (12 * (step + 0.5)) / steps;
        const density = Math.exp((-z * z) / 2);
        wins_a += density / (1 + Math.exp(y - x - Math.SQRT2 * taste * z));
        weight += density;
      }
      const share = (wins_a / weight) * (1 - tied);
      return { model_a: `m${a}`, model_b: `m${a + 1 + k}`, wins_a: share, wins_b: 1 - tied - share, ties: tied };
    }),
  );
}

describe('errors clustered by rater', () => {
  it.each([
    { method: 'bradley-terry', raters: 40, each: 30, taste: 0.8, tied: 0 },
    { method: 'bradley-terry', raters: 40, each: 30, taste: 0, tied: 0.1 },
    { method: 'davidson', raters: 25, each: 40, taste: 0.8, tied: 0.15 },
  ] as const)('cover in 93 to 97 % of 95 % intervals: $method, $raters raters, taste $taste', (one) => {
    const target = made(fits[one.method](boardOf(everyone(one.taste, one.tied))));
    let covered = 0;
    let naive = 0;
    const boards = 1000;
    for (let seed = 0; seed < boards; seed++) {
      const rows = crowd({ seed, truth, ...one }).flat();
      const fit = made(fits[one.method](boardOf(rows)));
      for (const errors of ['sandwich', 'information'] as const) {
        for (const { model, low, high } of fittedRanking(fit, errorsOf(fit, rows, { errors })).entries) {
          const strength = target.theta[Number(model.slice(1))] ?? Number.NaN;
          const inside = Number((low ?? 9) <= strength && strength <= (high ?? -9));
          if (errors === 'sandwich') covered += inside / truth.length / boards;
          else naive += inside / truth.length / boards;
        }
      }
    }
    expect(covered).toBeGreaterThan(0.93);
    expect(covered).toBeLessThan(0.97);
    // Without clustering the same raters are believed too much.
    if (one.taste > 0) expect(naive).toBeLessThan(0.88);
  });

  it.each(['bradley-terry', 'davidson', 'rao-kupper'] as const)(
    'rater by rater is the same as all rows at once: %s',
    (method) => {
      const raters = crowd({ seed: 5, truth, raters: 30, each: 20, taste: 0.5, tied: 0.2 });
      const rows = raters.flat();
      const fit = made(fits[method](boardOf(rows)));
      const sum = clusterSandwich(fit);
      for (const rater of raters) sum.add(rater);
      const ranking = made(rankings[method](rows));
      expect(fittedRanking(fit, sum.errors())).toEqual(ranking);
      expect(ranking.diagnostics).toMatchObject({ clusters: 30, small_sample: 'G/(G-1), t with G-1 degrees' });
      const streamed = made(
        rankings[method](
          rows.map(({ cluster: _, ...row }) => row),
          { clusters: raters },
        ),
      );
      expect(streamed).toEqual(ranking);
    },
  );

  it.each(['bradley-terry', 'davidson', 'rao-kupper'] as const)(
    'one comparison a rater is the plain sandwich: %s',
    (method) => {
      const rows = crowd({ seed: 6, truth, raters: 400, each: 1, tied: 0.2 }).flat();
      const plain = made(rankings[method](rows.map(({ cluster: _, ...row }) => row)));
      const clustered = made(rankings[method](rows));
      const factor = Math.sqrt(400 / 399);
      for (const [i, entry] of plain.entries.entries())
        expect(clustered.entries[i]?.se).toBeCloseTo((entry.se ?? 0) * factor, 9);
    },
  );
});

describe('tails', () => {
  it('agree with printed tables of Student and chi-square', () => {
    // Fisher and Yates, Statistical Tables, as every textbook reprints them.
    expect([1, 5, 10, 30].map((degrees) => studentCritical(0.95, degrees).toFixed(3))).toEqual([
      '12.706',
      '2.571',
      '2.228',
      '2.042',
    ]);
    expect([3.841, 18.307, 124.342].map((x, i) => chiSquareTail(x, [1, 10, 100][i] ?? 0).toFixed(4))).toEqual([
      '0.0500',
      '0.0500',
      '0.0500',
    ]);
    // Two degrees: the tail is e^(−x/2).
    expect(chiSquareTail(7, 2)).toBeCloseTo(Math.exp(-3.5), 12);
  });
});
