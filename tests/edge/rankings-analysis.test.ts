import { describe, expect, it } from 'vitest';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { type Board, boardOf, type PairCount } from '../../workers/api/rankings/board.ts';
import { bradleyTerry } from '../../workers/api/rankings/bradley-terry.ts';
import { cyclesOf, signTest } from '../../workers/api/rankings/cycles.ts';
import { dispersionOf, drawFrom } from '../../workers/api/rankings/dispersion.ts';
import { dropK } from '../../workers/api/rankings/drop-k.ts';
import { fits } from '../../workers/api/rankings/fits.ts';
import { hodge } from '../../workers/api/rankings/hodge.ts';
import { tiersOf } from '../../workers/api/rankings/tiers.ts';
import { winMatrix } from '../../workers/api/rankings/win-matrix.ts';
import { crowd, made } from './crowd.ts';

const truth = [1, 0.4, 0, -0.5, -0.9];
const pair = (model_a: string, model_b: string, wins_a: number, wins_b: number, ties = 0): PairCount => ({
  model_a,
  model_b,
  wins_a,
  wins_b,
  ties,
});
const fitted = (counts: PairCount[]) => made(fits['bradley-terry'](boardOf(counts)));
const circle = (models: string, won: number, lost: number) =>
  [...models].map((model, i) => pair(model, models[(i + 1) % models.length] ?? '', won, lost));

describe('tiers', () => {
  it('hold models that cannot be told apart, in the order of the ranking', () => {
    const counts = [pair('A', 'B', 52, 48), pair('C', 'D', 51, 49), pair('A', 'C', 900, 100), pair('B', 'D', 900, 100)];
    const { entries } = made(bradleyTerry(counts, { ranges: { seed: 1 } }));
    expect(tiersOf(entries)).toEqual([
      { tier: 1, models: ['A', 'B'] },
      { tier: 2, models: ['C', 'D'] },
    ]);
    expect(tiersOf(made(bradleyTerry(counts)).entries)).toEqual([]);
  });
});

describe('win matrix', () => {
  it.each(['bradley-terry', 'davidson', 'rao-kupper'] as const)(
    'has residuals with mean 0 and variance 1: %s',
    (method) => {
      const base = made(fits[method](boardOf(crowd({ seed: 1, truth, raters: 40, each: 20, tied: 0.2 }).flat())));
      const { wins_a, wins_b, ties } = base.board;
      const board = { ...base.board, wins_a: wins_a.slice(), wins_b: wins_b.slice(), ties: ties.slice() };
      const random = uniform(2);
      let sum = 0;
      let squares = 0;
      let count = 0;
      for (let draw = 0; draw < 300; draw++) {
        drawFrom(base, board, random);
        for (const { residual } of winMatrix(made(fits[method](board)))) {
          sum += residual ?? Number.NaN;
          squares += (residual ?? 0) ** 2;
          count += 1;
        }
      }
      expect(Math.abs(sum / count)).toBeLessThan(0.05);
      expect(Math.abs(squares / count - 1)).toBeLessThan(0.15);
    },
  );

  it('has no residual where the fit follows a pair exactly', () => {
    const [cell] = winMatrix(fitted([pair('A', 'B', 30, 10, 4)]));
    expect(cell).toMatchObject({ model_a: 'A', model_b: 'B', games: 44, residual: null });
    expect(cell?.predicted).toBeCloseTo(32 / 44, 9);
  });
});

describe('dispersion', () => {
  it.each([0, 0.2])('has uniform p-values where the fit is right (ties %s)', (tied) => {
    let low = 0;
    for (let seed = 0; seed < 200; seed++) {
      const fit = fitted(crowd({ seed, truth, raters: 20, each: 10, tied }).flat());
      if ((dispersionOf(fit, { seed, rounds: 99 })?.p_value ?? 1) <= 0.1) low += 1;
    }
    // 20 of 200 are expected, with a standard deviation of 4.2.
    expect(low).toBeGreaterThan(7);
    expect(low).toBeLessThan(33);
  });

  it('finds a circle that no strengths explain', () => {
    const found = dispersionOf(fitted(circle('ABC', 80, 20)), { seed: 1 });
    // Every pair is 30 points from its expected 50 of 100: X² = 3 · 30² / 25.
    expect(found?.statistic).toBeCloseTo(108, 6);
    expect(found).toMatchObject({ degrees_of_freedom: 1, p_value: 1 / 201 });
    expect(dispersionOf(fitted([pair('A', 'B', 3, 2)]), { seed: 1 })).toBeNull();
  });
});

describe('Hodge decomposition', () => {
  it('three in a circle are all curl, four without a diagonal all harmonic', () => {
    const three = hodge(fitted(circle('ABC', 80, 20)));
    expect(three?.curl_share).toBeCloseTo(1, 9);
    const four = hodge(fitted(circle('ABCD', 80, 20)));
    expect(four?.harmonic_share).toBeCloseTo(1, 9);
    expect(four?.curl_share).toBeCloseTo(0, 9);
  });

  it('a tree is all gradient', () => {
    expect(hodge(fitted([pair('A', 'B', 3, 2), pair('B', 'C', 4, 1)]))?.gradient_share).toBeCloseTo(1, 9);
  });

  it("shares sum to 1, the cyclic part is Pearson's X², and where all met nothing is harmonic", () => {
    const fit = fitted(crowd({ seed: 3, truth, raters: 30, each: 20 }).flat());
    const { gradient_share = 0, curl_share = 0, harmonic_share = 1, cyclic_energy } = hodge(fit) ?? {};
    expect(gradient_share + curl_share + harmonic_share).toBeCloseTo(1, 9);
    expect(harmonic_share).toBeCloseTo(0, 9);
    expect(cyclic_energy).toBeCloseTo(dispersionOf(fit, { seed: 1, rounds: 1 })?.statistic ?? 0, 9);
  });

  it('a triangle beside a square: curl and harmonic parts are found apart', () => {
    // Two circles with nothing in common but a model; a circle of k pairs at w games holds k · residual², see the dispersion above.
    const rows = [...circle('ABC', 80, 20), ...circle('AXYZ', 70, 30)];
    const { curl_share = 0, harmonic_share = 0 } = hodge(fitted(rows)) ?? {};
    expect(curl_share / harmonic_share).toBeCloseTo((3 * 30 ** 2) / (4 * 20 ** 2), 6);
  });
});

describe('circles of three', () => {
  it('sign test: exact two-sided probabilities', () => {
    // 2 · (1 + 10) / 2^10 and 2 · (1 + 10 + 45) / 2^10.
    expect(signTest(9, 1)).toBeCloseTo(22 / 1024, 12);
    expect(signTest(2, 8)).toBeCloseTo(112 / 1024, 12);
    expect(signTest(5, 5)).toBe(1);
  });

  it('finds the circle, its direction and its significance', () => {
    const cycles = cyclesOf(
      boardOf([...circle('ABC', 80, 20), pair('A', 'D', 9, 1), pair('B', 'D', 9, 1), pair('C', 'D', 9, 1)]),
    );
    expect(cycles).toMatchObject({ triples: 4, cyclic: 1, significant: 1 });
    expect(cycles.top[0]).toMatchObject({ models: ['A', 'B', 'C'], shares: [0.8, 0.8, 0.8] });
    expect(cyclesOf(boardOf(circle('ACB', 80, 20))).top[0]?.models).toEqual(['A', 'C', 'B']);
    expect(cyclesOf(boardOf(circle('ABC', 6, 4)))).toMatchObject({ cyclic: 1, significant: 0 });
  });

  it('calls a circle significant in at most 5 % of crowds between equals', () => {
    let wrong = 0;
    for (let seed = 0; seed < 400; seed++) {
      const rows = crowd({ seed, truth: [0, 0, 0, 0, 0, 0], raters: 30, each: 20 }).flat();
      if (cyclesOf(boardOf(rows)).significant > 0) wrong += 1;
    }
    expect(wrong / 400).toBeLessThan(0.05);
  });
});

// The fewest ratings by trying every removal, up to `most`.
function exhaustive(board: Board, most: number): number | null {
  const { theta } = made(fits['bradley-terry'](board));
  const leader = theta.indexOf(Math.max(...theta));
  const cells = (['wins_a', 'wins_b', 'ties'] as const).flatMap((outcome) =>
    [...board[outcome].keys()].map((at) => ({ outcome, at })),
  );
  const changes = (left: Board, from: number, count: number): boolean => {
    if (count === 0) {
      const fit = fits['bradley-terry'](left);
      return fit.ok && Math.max(...fit.theta) - (fit.theta[leader] ?? 0) > 1e-9;
    }
    return cells.slice(from).some(({ outcome, at }, offset) => {
      if ((left[outcome][at] ?? 0) < 1) return false;
      const less = left[outcome].map((value, i) => (i === at ? value - 1 : value));
      return changes({ ...left, [outcome]: less }, from + offset, count - 1);
    });
  };
  for (let count = 1; count <= most; count++) if (changes(board, 0, count)) return count;
  return null;
}

describe('drop-k', () => {
  it('two models: one more than the difference of their wins', () => {
    const found = dropK(fitted([pair('A', 'B', 10, 7)]), { limit: 0.5 });
    expect(found).toMatchObject({ leader: 'A', successor: 'B', ratings: 4, share: 4 / 17 });
    expect(found.pairs).toEqual([{ winner: 'A', loser: 'B', outcome: 'win', ratings: 4 }]);
    expect(dropK(fitted([pair('A', 'B', 90, 10)]))).toMatchObject({ successor: null, ratings: null, pairs: [] });
  });

  it('is the fewest of all removals, by trying them all on small boards', () => {
    let tried = 0;
    for (let seed = 0; seed < 30; seed++) {
      const rows = crowd({ seed, truth: [0.4, 0.2, 0, -0.3], raters: 60, each: 1, tied: seed % 2 ? 0.15 : 0 }).flat();
      const board = boardOf(rows);
      const fit = fits['bradley-terry'](board);
      if (!fit.ok) continue;
      const fewest = exhaustive(board, 3);
      if (fewest === null) continue;
      tried += 1;
      expect(dropK(fit).ratings).toBe(fewest);
    }
    expect(tried).toBeGreaterThan(10);
  });

  it('what it names changes the leader: tie models too', () => {
    const rows = crowd({ seed: 11, truth: [0.3, 0.2, 0, -0.3], raters: 50, each: 10, tied: 0.2 }).flat();
    const fit = made(fits.davidson(boardOf(rows)));
    const found = dropK(fit);
    const less = found.pairs.map(({ winner, loser, outcome, ratings }) =>
      pair(winner, loser, outcome === 'win' ? -ratings : 0, 0, outcome === 'tie' ? -ratings : 0),
    );
    const after = made(fits.davidson(boardOf([...rows, ...less])));
    const top = after.board.models[after.theta.indexOf(Math.max(...after.theta))];
    expect(top).toBe(found.successor);
    expect(top).not.toBe(found.leader);
  });
});
