import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { boardOf, type PairCount } from '../../workers/api/rankings/board.ts';
import { bradleyTerry } from '../../workers/api/rankings/bradley-terry.ts';
import { elo } from '../../workers/api/rankings/elo.ts';
import type { RankOptions } from '../../workers/api/rankings/fitted-ranking.ts';
import { informationOf, likelihoodOf } from '../../workers/api/rankings/pair-likelihood.ts';
import type { RankEntry } from '../../workers/api/rankings/ranking.ts';
import { winRate } from '../../workers/api/rankings/win-rate.ts';

// Counts of a simulated crowd: strengths spread over ±2 log-odds, every pair met with probability `density`.
function simulated(seed: number, models: number, density: number, games: number, tied = 0.15): PairCount[] {
  const random = uniform(seed);
  const strength = Array.from({ length: models }, () => (random() - 0.5) * 4);
  const counts: PairCount[] = [];
  for (let a = 0; a < models; a++) {
    for (let b = a + 1; b < models; b++) {
      if (random() > density && b !== a + 1) continue;
      const row = { model_a: `m${a}`, model_b: `m${b}`, wins_a: 0, wins_b: 0, ties: 0 };
      for (let game = 0; game < games; game++) {
        const share = 1 / (1 + Math.exp((strength[b] ?? 0) - (strength[a] ?? 0)));
        if (random() < tied) row.ties += 1;
        else if (random() < share) row.wins_a += 1;
        else row.wins_b += 1;
      }
      counts.push(row);
    }
  }
  return counts;
}

function entriesOf(counts: PairCount[], options: RankOptions = {}): RankEntry[] {
  const ranking = bradleyTerry(counts, options);
  if (!ranking.ok) throw new Error(ranking.message);
  return ranking.entries;
}

function scoresOf(counts: PairCount[], options: RankOptions = {}): Map<string, number> {
  return new Map(entriesOf(counts, options).map(({ model, score }) => [model, score]));
}

function near(actual: Map<string, number>, expected: Map<string, number>, tolerance = 1e-9): void {
  expect(actual.size).toBe(expected.size);
  for (const [model, score] of expected)
    expect(Math.abs((actual.get(model) ?? Number.NaN) - score)).toBeLessThan(tolerance);
}

interface Case {
  description: string;
  input: { counts: PairCount[] };
  places: number;
  expected: Record<string, number>;
}
const cases: Case[] = JSON.parse(readFileSync('tests/fixtures/bradley-terry.json', 'utf8'));
const board = simulated(1, 12, 0.6, 25);

describe('Bradley–Terry', () => {
  it.each(cases)('$description', ({ input, places, expected }) => {
    const scores = scoresOf(input.counts);
    for (const [model, strength] of Object.entries(expected)) {
      expect(Math.abs(Math.exp(scores.get(model) ?? 0) - strength)).toBeLessThanOrEqual(0.5 * 10 ** -places);
    }
  });

  it('proves its optimum: gradient at most 1e-9, scores sum to 0', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const ranking = bradleyTerry(simulated(seed, 5 + seed * 2, 0.3, 8));
      if (!ranking.ok) continue;
      expect(ranking.diagnostics.gradient_norm).toBeLessThanOrEqual(1e-9);
      expect(Math.abs(ranking.entries.reduce((sum, { score }) => sum + score, 0))).toBeLessThan(1e-9);
    }
  });

  it('does not depend on names, on the order of rows or on which model is called a', () => {
    const renamed = board.map((row) => ({
      ...row,
      model_a: `x${99 - Number(row.model_a.slice(1))}`,
      model_b: `x${99 - Number(row.model_b.slice(1))}`,
    }));
    const back = [...scoresOf(renamed)].map(([model, score]): [string, number] => [
      `m${99 - Number(model.slice(1))}`,
      score,
    ]);
    near(new Map(back), scoresOf(board));
    const turned = [...board].reverse().map(({ model_a, model_b, wins_a, wins_b, ties }) => ({
      model_a: model_b,
      model_b: model_a,
      wins_a: wins_b,
      wins_b: wins_a,
      ties,
    }));
    near(scoresOf(turned), scoresOf(board));
    const split = board.flatMap((row) => [
      { ...row, wins_b: 0, ties: 0 },
      { ...row, wins_a: 0 },
    ]);
    near(scoresOf(split), scoresOf(board));
  });

  it('reversing every win negates every score', () => {
    const reversed = board.map((row) => ({ ...row, wins_a: row.wins_b, wins_b: row.wins_a }));
    near(scoresOf(reversed), new Map([...scoresOf(board)].map(([model, score]) => [model, -score])));
  });

  it('a constant added to the start changes nothing, nor does any start', () => {
    const cold = scoresOf(board);
    near(scoresOf(board, { start: Object.fromEntries([...cold].map(([model, score]) => [model, score + 3])) }), cold);
    near(scoresOf(board, { start: Object.fromEntries([...cold].map(([model], i) => [model, i % 2 ? 4 : -4])) }), cold);
  });

  it('duplicated data keep the scores and halve the variance', () => {
    for (const errors of ['information', 'sandwich'] as const) {
      const once = entriesOf(board, { errors });
      const four = entriesOf(
        board.map((row) => ({ ...row, wins_a: row.wins_a * 4, wins_b: row.wins_b * 4, ties: row.ties * 4 })),
        { errors },
      );
      for (const [at, entry] of once.entries()) {
        expect(four[at]?.score).toBeCloseTo(entry.score, 9);
        expect(four[at]?.se).toBeCloseTo((entry.se ?? 0) / 2, 9);
      }
    }
  });

  it.each([0, 1.5])('gradient and information agree with finite differences (prior of %s games)', (prior) => {
    const counted = boardOf(board);
    const n = counted.models.length;
    const random = uniform(3);
    const theta = Float64Array.from({ length: n }, () => random() * 2 - 1);
    const likelihood = likelihoodOf(counted, prior);
    const gradientAt = (x: Float64Array): Float64Array => {
      const gradient = new Float64Array(n);
      likelihood(x, gradient);
      return gradient;
    };
    const moved = (i: number, by: number): Float64Array => theta.map((value, at) => (at === i ? value + by : value));
    const ghost = theta.map((value) => prior / (2 + Math.exp(value) + Math.exp(-value)));
    const information = informationOf(counted, theta, ghost);
    const h = 1e-5;
    for (let i = 0; i < n; i++) {
      const slope =
        (likelihood(moved(i, h), new Float64Array(n)) - likelihood(moved(i, -h), new Float64Array(n))) / (2 * h);
      expect(slope).toBeCloseTo(gradientAt(theta)[i] ?? Number.NaN, 4);
      const up = gradientAt(moved(i, h));
      const down = gradientAt(moved(i, -h));
      for (let j = 0; j < n; j++) {
        const curvature = ((down[j] ?? 0) - (up[j] ?? 0)) / (2 * h);
        expect((information[i * n + j] ?? 0) - (prior > 0 ? 0 : 1 / n)).toBeCloseTo(curvature, 4);
      }
    }
  });

  it('two models: the standard error has a closed form', () => {
    const [first] = entriesOf([{ model_a: 'A', model_b: 'B', wins_a: 30, wins_b: 10, ties: 0 }], {
      errors: 'information',
    });
    // Var(log-odds) = 1/30 + 1/10, and each score is half of it.
    expect(first?.se).toBeCloseTo(Math.sqrt(1 / 30 + 1 / 10) / 2, 10);
    const [robust] = entriesOf([{ model_a: 'A', model_b: 'B', wins_a: 30, wins_b: 10, ties: 0 }], {
      errors: 'sandwich',
    });
    expect(robust?.se).toBeCloseTo(Math.sqrt(1 / 30 + 1 / 10) / 2, 10);
  });

  it('ratings of one rater that hang together widen the intervals', () => {
    const alone = board.map((row, i) => ({ ...row, cluster: `r${i}` }));
    const together = board.flatMap((row) => [
      { ...row, wins_b: 0, ties: 0, cluster: 'for a' },
      { ...row, wins_a: 0, ties: 0, cluster: 'for b' },
      { ...row, wins_a: 0, wins_b: 0, cluster: 'tied' },
    ]);
    near(scoresOf(together), scoresOf(alone));
    expect(entriesOf(together)[0]?.se ?? 0).toBeGreaterThan(2 * (entriesOf(board)[0]?.se ?? 1));
  });

  it('refuses a model that never lost, names it, and fits it with a prior when asked', () => {
    const counts = [
      { model_a: 'best', model_b: 'mid', wins_a: 5, wins_b: 0, ties: 0 },
      { model_a: 'mid', model_b: 'low', wins_a: 3, wins_b: 2, ties: 0 },
    ];
    expect(bradleyTerry(counts)).toMatchObject({
      ok: false,
      reason: 'separable',
      never_beaten: [['best']],
      never_won: [['low', 'mid']],
    });
    const [first] = entriesOf(counts, { prior_games: 1 });
    expect(first?.model).toBe('best');
    expect(Number.isFinite(first?.score) && Number.isFinite(first?.se)).toBe(true);
    const tied = counts.map((row) => (row.model_a === 'best' ? { ...row, ties: 1 } : row));
    expect(bradleyTerry(tied).ok).toBe(true);
  });

  it('refuses islands and says what to compare', () => {
    const pair = (model_a: string, model_b: string) => ({ model_a, model_b, wins_a: 2, wins_b: 1, ties: 0 });
    const refused = bradleyTerry([pair('a', 'b'), pair('c', 'd')]);
    expect(refused).toMatchObject({
      ok: false,
      reason: 'islands',
      islands: [
        ['a', 'b'],
        ['c', 'd'],
      ],
      never_beaten: [],
      never_won: [],
    });
    expect(bradleyTerry([pair('a', 'b'), pair('c', 'd')], { prior_games: 1 }).ok).toBe(true);
    expect(bradleyTerry([])).toMatchObject({ ok: false, reason: 'no_comparisons' });
  });

  it('covers the truth in 93 to 97 % of 95 % intervals', () => {
    let covered = 0;
    let asked = 0;
    const truth = [1.2, 0.5, 0.1, -0.3, -0.6, -0.9];
    const random = uniform(99);
    for (let crowd = 0; crowd < 1000; crowd++) {
      const counts: PairCount[] = [];
      for (const [a, x] of truth.entries()) {
        for (const [b, y] of truth.entries()) {
          if (b <= a) continue;
          const row = { model_a: `m${a}`, model_b: `m${b}`, wins_a: 0, wins_b: 0, ties: 0 };
          for (let game = 0; game < 40; game++) row[random() < 1 / (1 + Math.exp(y - x)) ? 'wins_a' : 'wins_b'] += 1;
          counts.push(row);
        }
      }
      for (const { model, low, high } of entriesOf(counts)) {
        const strength = truth[Number(model.slice(1))] ?? 0;
        asked += 1;
        if ((low ?? 9) <= strength && strength <= (high ?? -9)) covered += 1;
      }
    }
    expect(covered / asked).toBeGreaterThan(0.93);
    expect(covered / asked).toBeLessThan(0.97);
  });

  it('ranks 300 models from 13,000 pairs within 100 ms of processor time', () => {
    const large = simulated(5, 300, 0.29, 20);
    const spent = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage().user;
      bradleyTerry(large);
      return (process.cpuUsage().user - before) / 1000;
    });
    expect(large.length).toBeGreaterThan(12_000);
    expect(Math.min(...spent)).toBeLessThan(100);
  });
});

describe('win rate', () => {
  it('counts a tie as half a win and shares ranks', () => {
    const { entries } = winRate([
      { model_a: 'A', model_b: 'B', wins_a: 1, wins_b: 1, ties: 2 },
      { model_a: 'A', model_b: 'C', wins_a: 0, wins_b: 0, ties: 4 },
    ]);
    expect(entries.map(({ model, rank, score, games }) => [model, rank, score, games])).toEqual([
      ['A', 1, 0.5, 8],
      ['B', 1, 0.5, 4],
      ['C', 1, 0.5, 4],
    ]);
  });
});

describe('Elo', () => {
  it('moves by k times the surprise, and keeps the mean', () => {
    const { entries, diagnostics } = elo([
      { model_a: 'A', model_b: 'B', outcome: 'a' },
      { model_a: 'B', model_b: 'A', outcome: 'tie' },
    ]);
    const second = 32 * (0.5 - 1 / (1 + 10 ** (32 / 400)));
    expect(entries.map(({ model, score }) => [model, score])).toEqual([
      ['A', 1516 - second],
      ['B', 1484 + second],
    ]);
    expect(diagnostics.order_dependent).toBe('yes');
  });

  it('depends on the order, as it says', () => {
    const games = [
      { model_a: 'A', model_b: 'B', outcome: 'a' as const },
      { model_a: 'A', model_b: 'B', outcome: 'b' as const },
    ];
    expect(elo(games).entries[0]?.model).toBe('B');
    expect(elo([...games].reverse()).entries[0]?.model).toBe('A');
  });
});

const crowd = join(process.env.ASSAY_DATA ?? '../shared/data', 'llmfao/crowd-comparisons.csv');

describe.skipIf(!existsSync(crowd))(`a real crowd (skipped where ${crowd} is absent)`, () => {
  const counts = existsSync(crowd) ? crowdCounts(crowd) : [];

  it('ranks it exactly, with and without clustering by worker', () => {
    const plain = counts.map(({ cluster: _, ...row }) => row);
    const ranking = bradleyTerry(plain);
    if (!ranking.ok) throw new Error(ranking.message);
    expect(ranking.entries.reduce((sum, { games }) => sum + games, 0)).toBe(2 * 8931);
    expect(ranking.diagnostics.gradient_norm).toBeLessThanOrEqual(1e-9);
    near(scoresOf(counts), new Map(ranking.entries.map(({ model, score }) => [model, score])));
  });
});

function crowdCounts(path: string): PairCount[] {
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [, , , , cluster = '', winner, model_a = '', model_b = ''] = line.split(',');
    return {
      model_a,
      model_b,
      cluster,
      wins_a: Number(winner === 'left'),
      wins_b: Number(winner === 'right'),
      ties: Number(winner === 'tie'),
    };
  });
}
