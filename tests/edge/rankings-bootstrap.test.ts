import { describe, expect, it } from 'vitest';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { boardOf } from '../../workers/api/rankings/board.ts';
import { bootstrapBoard } from '../../workers/api/rankings/bootstrap.ts';
import { fits } from '../../workers/api/rankings/fits.ts';
import { rankings } from '../../workers/api/rankings/index.ts';
import { drawBinomial, drawMultinomial } from '../../workers/api/rankings/multinomial.ts';
import { refitter } from '../../workers/api/rankings/refit.ts';
import { crowd, made } from './crowd.ts';

const truth = [1, 0.4, 0, -0.5, -0.9];

describe('draws', () => {
  it.each([
    [30, 0.05],
    [400, 0.02],
    [400, 0.3],
    [1_000_000, 0.73],
  ])('of a binomial with n = %s, p = %s have its mean and variance', (n, p) => {
    const random = uniform(n);
    const rounds = 40_000;
    let sum = 0;
    let squares = 0;
    for (let round = 0; round < rounds; round++) {
      const away = drawBinomial(n, p, random) - n * p;
      sum += away;
      squares += away * away;
    }
    const variance = n * p * (1 - p);
    // Four standard errors of each.
    expect(Math.abs(sum / rounds)).toBeLessThan(4 * Math.sqrt(variance / rounds));
    expect(Math.abs(squares / rounds / variance - 1)).toBeLessThan(4 * Math.sqrt((2 + 1 / variance) / rounds));
  });

  it('of a multinomial sum to the total and leave empty cells empty', () => {
    const out = new Float64Array(4);
    const random = uniform(1);
    for (let round = 0; round < 100; round++) {
      drawMultinomial(Float64Array.of(3, 0, 5, 2), 1000, random, out);
      expect(out.reduce((sum, count) => sum + count, 0)).toBe(1000);
      expect(out[1]).toBe(0);
    }
  });
});

describe('bootstrap', () => {
  it.each(['bradley-terry', 'davidson', 'rao-kupper'] as const)('refits near a board are exact fits: %s', (method) => {
    const fit = made(fits[method](boardOf(crowd({ seed: 1, truth, raters: 50, each: 20, tied: 0.2 }).flat())));
    const refit = refitter(fit);
    for (let seed = 2; seed < 12; seed++) {
      const board = boardOf(crowd({ seed, truth, raters: 50, each: 20, tied: 0.2 }).flat());
      const exact = made(fits[method](board)).theta;
      const near = refit(board);
      for (const [i, score] of exact.entries()) expect(near?.[i]).toBeCloseTo(score, 6);
    }
  });

  it('two models: the interval is that of the binomial', () => {
    const board = boardOf([{ model_a: 'A', model_b: 'B', wins_a: 60, wins_b: 40, ties: 0 }]);
    const { ranking, ranks } = bootstrapBoard(made(fits['bradley-terry'](board)), { seed: 3, rounds: 4000 });
    const [first] = ranking.entries;
    // 2.5 % and 97.5 % of Bin(100, 0.6) are 50 and 69 (scipy.stats.binom.ppf); a score is half the log-odds.
    expect(Math.abs((first?.low ?? 9) - Math.log(50 / 50) / 2)).toBeLessThan(0.03);
    expect(Math.abs((first?.high ?? 9) - Math.log(69 / 31) / 2)).toBeLessThan(0.03);
    // P(Bin(100, 0.6) ≥ 51) = 0.9729 (scipy.stats.binom.sf(50, 100, 0.6)), and level draws share the first rank.
    expect(ranks[0]?.shares[0]).toBeGreaterThan(0.97);
    expect(first?.range?.first_probability).toBe(ranks[0]?.shares[0]);
  });

  it.each(['bradley-terry', 'davidson', 'rao-kupper'] as const)(
    'agrees with the sandwich on many comparisons: %s',
    (method) => {
      const rows = crowd({ seed: 7, truth, raters: 200, each: 20, tied: 0.15 }).flat();
      const plain = rows.map(({ cluster: _, ...row }) => row);
      const fit = made(fits[method](boardOf(plain)));
      const { ranking, ranks } = bootstrapBoard(fit, { seed: 4, rounds: 2000 });
      const expected = made(rankings[method](plain)).entries;
      for (const [i, { se, score }] of expected.entries()) {
        expect(ranking.entries[i]?.score).toBe(score);
        expect(Math.abs((ranking.entries[i]?.se ?? 0) / (se ?? 1) - 1)).toBeLessThan(0.08);
        expect(ranks[i]?.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }
      expect(bootstrapBoard(fit, { seed: 4, rounds: 200 })).toEqual(bootstrapBoard(fit, { seed: 4, rounds: 200 }));
    },
  );

  it('has no interval where draws without a finite maximum are more than its tail', () => {
    const board = boardOf([
      { model_a: 'A', model_b: 'B', wins_a: 9, wins_b: 1, ties: 0 },
      { model_a: 'B', model_b: 'C', wins_a: 20, wins_b: 15, ties: 0 },
    ]);
    const { ranking } = bootstrapBoard(made(fits['bradley-terry'](board)), { seed: 5, rounds: 500 });
    // A never loses with probability (44 / 45)^45 = 0.364.
    const missing = Number(ranking.diagnostics.rounds_without_maximum) / 500;
    expect(Math.abs(missing - 0.364)).toBeLessThan(0.08);
    expect(ranking.entries.every(({ low, high, se }) => low === null && high === null && se === null)).toBe(true);
  });
});
