import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { boardOf, type PairCount } from '../../workers/api/rankings/board.ts';
import { bradleyTerry, fitBradleyTerry } from '../../workers/api/rankings/bradley-terry.ts';
import { criteriaLottery } from '../../workers/api/rankings/criteria-lottery.ts';
import { davidson, davidsonModel } from '../../workers/api/rankings/davidson.ts';
import { rankings } from '../../workers/api/rankings/index.ts';
import { maximalLottery } from '../../workers/api/rankings/maximal-lottery.ts';
import { rankRanges } from '../../workers/api/rankings/rank-range.ts';
import type { Ranking, Refused } from '../../workers/api/rankings/ranking.ts';
import { raoKupper, raoKupperModel } from '../../workers/api/rankings/rao-kupper.ts';
import { solveSymmetricGame } from '../../workers/api/rankings/symmetric-game.ts';
import { tieLikelihood } from '../../workers/api/rankings/tie-likelihood.ts';

function made(ranking: Ranking | Refused): Ranking {
  if (!ranking.ok) throw new Error(ranking.message);
  return ranking;
}

function scores(ranking: Ranking | Refused): Map<string, number> {
  return new Map(made(ranking).entries.map(({ model, score }) => [model, score]));
}

const counts: PairCount[] = [
  { model_a: 'A', model_b: 'B', wins_a: 10, wins_b: 5, ties: 5 },
  { model_a: 'B', model_b: 'C', wins_a: 7, wins_b: 6, ties: 4 },
  { model_a: 'A', model_b: 'C', wins_a: 9, wins_b: 2, ties: 3 },
  { model_a: 'C', model_b: 'D', wins_a: 4, wins_b: 6, ties: 9 },
];

interface TieCase {
  description: string;
  input: { method: 'davidson' | 'rao-kupper'; counts: PairCount[] };
  places: number;
  expected: Record<string, number>;
}
const tieCases: TieCase[] = JSON.parse(readFileSync('tests/fixtures/tie-models.json', 'utf8'));

describe('models of ties', () => {
  it.each(tieCases)('$description', ({ input, places, expected }) => {
    const ranking = made(rankings[input.method](input.counts));
    const found = scores(ranking);
    for (const [name, value] of Object.entries(expected)) {
      expect(Math.abs((found.get(name) ?? Number(ranking.diagnostics[name])) - value)).toBeLessThan(10 ** -places);
    }
    expect(ranking.diagnostics.gradient_norm).toBeLessThanOrEqual(1e-9);
  });

  it.each([davidsonModel, raoKupperModel])('$method: derivatives agree with finite differences', (model) => {
    const board = boardOf(counts);
    const likelihood = tieLikelihood(model, board);
    const x = Float64Array.of(0.3, -0.2, 0.5, -0.6, 0.4);
    const gradient = new Float64Array(5);
    likelihood(x, gradient);
    const h = 1e-6;
    for (let i = 0; i < 5; i++) {
      const at = (by: number) =>
        likelihood(
          x.map((value, j) => (j === i ? value + by : value)),
          new Float64Array(5),
        );
      expect((at(h) - at(-h)) / (2 * h)).toBeCloseTo(gradient[i] ?? Number.NaN, 6);
    }
    const cell = { a: 0, b: 1, wins_a: 4, wins_b: 2, ties: 3, games: 9 };
    const term = model.term(0.7, 0.4, cell);
    const dd = (model.term(0.7 - h, 0.4, cell).gradient_d - model.term(0.7 + h, 0.4, cell).gradient_d) / (2 * h);
    const dt = (model.term(0.7, 0.4 - h, cell).gradient_d - model.term(0.7, 0.4 + h, cell).gradient_d) / (2 * h);
    const tt = (model.term(0.7, 0.4 - h, cell).gradient_t - model.term(0.7, 0.4 + h, cell).gradient_t) / (2 * h);
    expect([dd, dt, tt].map((value) => value.toFixed(5))).toEqual(
      [term.information_dd, term.information_dt, term.information_tt].map((value) => value.toFixed(5)),
    );
  });

  it.each([davidson, raoKupper])('reversing wins negates scores, and renaming moves them', (rank) => {
    const found = scores(rank(counts));
    const reversed = scores(rank(counts.map((row) => ({ ...row, wins_a: row.wins_b, wins_b: row.wins_a }))));
    for (const [model, score] of found) expect(reversed.get(model)).toBeCloseTo(-score, 9);
    const renamed = scores(
      rank(counts.map((row) => ({ ...row, model_a: `z${row.model_a}` as string, model_b: `z${row.model_b}` }))),
    );
    for (const [model, score] of found) expect(renamed.get(`z${model}`)).toBeCloseTo(score, 9);
  });

  it('say plainly when there is no tie to model', () => {
    const none = counts.map((row) => ({ ...row, ties: 0 }));
    expect(davidson(none)).toMatchObject({ ok: false, message: expect.stringContaining('no tie') });
  });
});

interface LotteryCase {
  description: string;
  input: { rankings: number[][]; weights: number[] };
  expected: { shares: number[] };
}
const lotteryCases: LotteryCase[] = JSON.parse(readFileSync('tests/fixtures/maximal-lottery.json', 'utf8'));

function mixture({ rankings: orders, weights }: LotteryCase['input']): Float64Array {
  const advantage = new Float64Array(9);
  for (const [k, order] of orders.entries()) {
    for (const [x, i] of order.entries()) {
      for (const j of order.slice(x + 1)) {
        advantage[i * 3 + j] = (advantage[i * 3 + j] ?? 0) + (weights[k] ?? 0);
        advantage[j * 3 + i] = (advantage[j * 3 + i] ?? 0) - (weights[k] ?? 0);
      }
    }
  }
  return advantage;
}

describe('maximal lottery', () => {
  it.each(lotteryCases)('$description', ({ input, expected }) => {
    const { shares, exploitability } = solveSymmetricGame(mixture(input), 3);
    for (const [i, share] of expected.shares.entries()) expect(shares[i]).toBeCloseTo(share, 9);
    expect(exploitability).toBeLessThanOrEqual(1e-9);
  });

  it('rock, paper, scissors with advantages a, b, c gets shares b : c : a in closed form', () => {
    const random = uniform(4);
    for (let game = 0; game < 50; game++) {
      const [a, b, c] = [random(), random(), random()];
      // Rock beats paper by a, paper beats scissors by b, scissors beats rock by c.
      const { shares } = solveSymmetricGame(Float64Array.of(0, a, -c, -a, 0, b, c, -b, 0), 3);
      const total = a + b + c;
      for (const [i, value] of [b, c, a].entries()) expect(shares[i]).toBeCloseTo(value / total, 7);
    }
  });

  it('is exact on random tournaments, and does not depend on names even where it is not unique', () => {
    const random = uniform(8);
    for (let round = 0; round < 40; round++) {
      const n = 2 + Math.floor(random() * 30);
      const coarse = round % 2 === 0;
      const advantage = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < i; j++) {
          const gap = coarse ? Math.floor(random() * 3) - 1 : random() * 2 - 1;
          advantage[i * n + j] = gap;
          advantage[j * n + i] = -gap;
        }
      }
      const { shares, exploitability } = solveSymmetricGame(advantage, n);
      expect(exploitability).toBeLessThanOrEqual(1e-9);
      const flipped = advantage.map((_, at) => advantage[(n - 1 - Math.floor(at / n)) * n + (n - 1 - (at % n))] ?? 0);
      const mirrored = solveSymmetricGame(flipped, n).shares;
      for (let i = 0; i < n; i++) expect(mirrored[n - 1 - i]).toBeCloseTo(shares[i] ?? Number.NaN, 5);
    }
  });

  it('a model that beats every other takes all, and a cycle that Bradley–Terry cannot see is shared', () => {
    const win = (model_a: string, model_b: string) => ({ model_a, model_b, wins_a: 80, wins_b: 20, ties: 0 });
    const [first] = made(maximalLottery([win('A', 'B'), win('B', 'C'), win('A', 'C')])).entries;
    expect([first?.model, first?.score]).toEqual(['A', 1]);
    const cycle = [win('A', 'B'), win('B', 'C'), win('C', 'A')];
    for (const { score } of made(maximalLottery(cycle)).entries) expect(score).toBeCloseTo(1 / 3, 9);
    for (const { score } of made(bradleyTerry(cycle)).entries) expect(score).toBeCloseTo(0, 9);
  });

  it('names its tie rule and refuses a board without a finite fit unless a prior is stated', () => {
    const lone = [{ model_a: 'A', model_b: 'B', wins_a: 3, wins_b: 0, ties: 0 }];
    expect(maximalLottery(lone)).toMatchObject({ ok: false, reason: 'separable' });
    expect(made(maximalLottery(lone, { prior_games: 1 })).diagnostics.tie_rule).toBe('central path');
  });
});

describe('lottery over several criteria', () => {
  const win = (model_a: string, model_b: string, wins_a: number) => ({
    model_a,
    model_b,
    wins_a,
    wins_b: 100 - wins_a,
    ties: 0,
  });
  const plain = { shrinkage_games: 0 };

  it('one criterion is the maximal lottery, by either rule', () => {
    const counts = [win('A', 'B', 70), win('B', 'C', 65), win('C', 'A', 60)];
    const one = made(maximalLottery(counts, plain)).entries;
    for (const rule of ['weighted', 'worst'] as const) {
      const found = made(criteriaLottery({ quality: counts }, { ...plain, rule }));
      for (const [i, { model, score }] of one.entries()) {
        expect(found.entries[i]?.model).toBe(model);
        expect(found.entries[i]?.score).toBeCloseTo(score, 7);
      }
    }
  });

  it('two criteria that contradict each other: in closed form', () => {
    // On the first A gains 0.4 against B, on the second B gains 0.2. Mixing p of A against the reply B on the first and A on the second:
    // −0.4 · (1 − p) and −0.2 · p against the replies that hurt are level at p = 2 / 3, where both are −0.4 / 3.
    const criteria = { first: [win('A', 'B', 70)], second: [win('B', 'A', 60)] };
    const found = made(criteriaLottery(criteria, { ...plain, rule: 'worst' }));
    expect(found.entries.map(({ model }) => model)).toEqual(['A', 'B']);
    expect(found.entries[0]?.score).toBeCloseTo(2 / 3, 7);
    expect(found.diagnostics.guarantee).toBeCloseTo(-0.4 / 3, 8);
    expect(found.diagnostics.duality_gap).toBeLessThanOrEqual(1e-9);
    const weighed = (second: number) =>
      made(criteriaLottery(criteria, { ...plain, weights: { second } })).entries[0]?.model;
    expect([weighed(1), weighed(3)]).toEqual(['A', 'B']);
  });

  it('proves its optimum on random boards, and names the criterion that cannot be fitted', () => {
    const random = uniform(12);
    for (let round = 0; round < 10; round++) {
      const n = 3 + Math.floor(random() * 6);
      const board = () =>
        Array.from({ length: n }, (_, a) =>
          Array.from({ length: a }, (_, b) => win(`m${a}`, `m${b}`, 1 + Math.floor(random() * 99))),
        ).flat();
      const found = made(criteriaLottery({ x: board(), y: board(), z: board() }, { rule: 'worst' }));
      expect(Math.abs(Number(found.diagnostics.duality_gap))).toBeLessThanOrEqual(1e-9);
      expect(found.diagnostics.guarantee).toBeLessThanOrEqual(1e-9);
    }
    const refused = criteriaLottery({ x: [win('A', 'B', 70)], y: [win('A', 'C', 70)] });
    expect(refused).toMatchObject({ ok: false, message: expect.stringContaining('x: ') });
  });
});

describe('rank ranges', () => {
  it('are single ranks when models are far apart, and all ranks when nothing tells them apart', () => {
    const pair = (model_a: string, model_b: string, wins_a: number, wins_b: number) => ({
      model_a,
      model_b,
      wins_a,
      wins_b,
      ties: 0,
    });
    const clear = made(
      bradleyTerry([pair('A', 'B', 900, 100), pair('B', 'C', 900, 100)], { ranges: { seed: 1 } }),
    ).entries;
    expect(clear.map(({ range }) => [range?.best, range?.worst])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(clear[0]?.range?.first_probability).toBeCloseTo(1, 9);
    const even = made(bradleyTerry([pair('A', 'B', 10, 10), pair('B', 'C', 10, 10)], { ranges: { seed: 1 } })).entries;
    expect(even.map(({ range }) => [range?.best, range?.worst])).toEqual([
      [1, 3],
      [1, 3],
      [1, 3],
    ]);
    expect(even.reduce((sum, { range }) => sum + (range?.first_probability ?? 0), 0)).toBeCloseTo(1, 9);
  });

  it('hold every true rank at once in about 95 % of crowds or more', () => {
    const truth = [1.5, 0.9, 0.4, 0, -0.5, -1];
    const random = uniform(21);
    let held = 0;
    const crowds = 300;
    for (let crowd = 0; crowd < crowds; crowd++) {
      const rows: PairCount[] = [];
      for (const [a, x] of truth.entries()) {
        for (const [b, y] of truth.entries()) {
          if (b <= a) continue;
          const row = { model_a: `m${a}`, model_b: `m${b}`, wins_a: 0, wins_b: 0, ties: 0 };
          for (let game = 0; game < 60; game++) row[random() < 1 / (1 + Math.exp(y - x)) ? 'wins_a' : 'wins_b'] += 1;
          rows.push(row);
        }
      }
      const fit = fitBradleyTerry(boardOf(rows));
      if (!fit.ok) throw new Error(fit.message);
      const ranges = rankRanges(fit.theta, fit.inverse(), { seed: crowd, rounds: 400 });
      if (ranges.every(({ best, worst }, i) => best <= i + 1 && i + 1 <= worst)) held += 1;
    }
    expect(held / crowds).toBeGreaterThanOrEqual(0.94);
  });
});
