import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cohenKappa, krippendorffAlpha, type Level } from '../../workers/api/metrics/agreement.ts';
import { balanceScore, balanceScoreOf } from '../../workers/api/metrics/balance-score.ts';
import { clusterBootstrap } from '../../workers/api/metrics/bootstrap.ts';
import { fleissKappa } from '../../workers/api/metrics/fleiss-kappa.ts';
import { normalCdf, normalQuantile, percentile, uniform, wilson } from '../../workers/api/metrics/interval.ts';
import { type LabelProbabilities, labelSelfCorrection } from '../../workers/api/metrics/label-self-correction.ts';
import { passAtK, passAtKOf } from '../../workers/api/metrics/pass-at-k.ts';
import { type GradedAttempt, selfCorrection } from '../../workers/api/metrics/self-correction.ts';

interface Case<I> {
  description: string;
  source: string;
  input: I;
  places: number;
  expected: Record<string, number | null>;
}
type Outcome = boolean | null;

function cases<I>(name: string): Case<I>[] {
  return JSON.parse(readFileSync(`tests/fixtures/${name}.json`, 'utf8'));
}

function same(actual: number | null | undefined, expected: number | null, places: number): void {
  if (expected === null) expect(actual).toBeNull();
  else expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(0.5 * 10 ** -places + 1e-12);
}

function attemptsOf(questions: { count: number; samples: Outcome[][] }[]): GradedAttempt[] {
  let item = 0;
  return questions.flatMap(({ count, samples }) =>
    Array.from({ length: count }, () => {
      const item_id = `itm_${item++}`;
      return samples.flatMap((turns, sample) =>
        turns.map((correct, turn) => ({ item_id, sample, attempt: turn + 1, correct })),
      );
    }).flat(),
  );
}

describe('self-correction', () => {
  it.each(cases<{ questions: { count: number; samples: Outcome[][] }[] }>('self-correction'))(
    '$description',
    ({ input, expected, places }) => {
      const report = selfCorrection(attemptsOf(input.questions), { seed: 1, rounds: 50 });
      const pair = new Map(Object.entries(report.pairs[0] ?? {}));
      for (const [metric, value] of Object.entries(expected)) {
        const estimate = pair.get(metric);
        same(typeof estimate === 'object' ? estimate.value : undefined, value, places);
      }
    },
  );

  it.each(cases<{ labels: LabelProbabilities[] }>('label-self-correction'))(
    '$description',
    ({ input, expected, places }) => {
      const pair = new Map(Object.entries(labelSelfCorrection(input.labels, { seed: 1, rounds: 50 })));
      for (const [metric, value] of Object.entries(expected)) same(pair.get(metric)?.value, value, places);
    },
  );

  it('keeps its identities on unequal samples, and the four scenarios sum to 1', () => {
    const random = uniform(7);
    const questions = Array.from({ length: 60 }, () => ({
      count: 1,
      samples: Array.from({ length: 1 + Math.floor(random() * 5) }, () => [random() < 0.5, random() < 0.6]),
    }));
    const [pair] = selfCorrection(attemptsOf(questions), { seed: 1, rounds: 10 }).pairs;
    const v = (name: keyof NonNullable<typeof pair>): number => {
      const estimate = pair?.[name];
      return typeof estimate === 'object' ? (estimate.value ?? Number.NaN) : Number.NaN;
    };
    const first = v('accuracy_before');
    expect(v('accuracy_after')).toBeCloseTo(first * v('cl') + (1 - first) * v('cs'), 12);
    expect(v('delta')).toBeCloseTo(v('i_to_c') - v('c_to_i'), 12);
    expect(v('rss')).toBeCloseTo(0.5 + v('delta') / (2 * first * (1 - first)), 12);
    expect(v('confident') + v('unconfident') + v('critical') + v('stubborn')).toBeCloseTo(1, 12);
  });

  it('reports every turn, pairs each with the first and with the one before, and counts the unparsed', () => {
    const report = selfCorrection(
      attemptsOf([
        { count: 2, samples: [[true, null, true]] },
        { count: 2, samples: [[false, true, true]] },
      ]),
      { seed: 1, rounds: 20 },
    );
    expect(report.turns.map(({ turn, accuracy, unparsed }) => [turn, accuracy.value, unparsed])).toEqual([
      [1, 0.5, 0],
      [2, 0.5, 2],
      [3, 1, 0],
    ]);
    expect(report.pairs.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
  });

  it('drops short samples, or carries the last attempt of a loop that stopped early', () => {
    const attempts = attemptsOf([
      { count: 1, samples: [[true], [false, true]] },
      { count: 1, samples: [[false, null]] },
    ]);
    const dropped = selfCorrection(attempts, { seed: 1, rounds: 10 });
    expect([dropped.questions, dropped.samples, dropped.dropped_samples]).toEqual([2, 2, 1]);
    const carried = selfCorrection(attempts, { seed: 1, rounds: 10, missing: 'carry' });
    expect([carried.samples, carried.pairs[0]?.cl.value, carried.pairs[0]?.cs.value]).toEqual([3, 1, 0.5 / 1.5]);
    const read = selfCorrection(attempts, { seed: 1, rounds: 10, unparsed: 'exclude' });
    expect([read.questions, read.dropped_samples]).toEqual([1, 2]);
    const hole = attempts.filter((row) => row.attempt !== 1 || row.item_id !== 'itm_1');
    expect(selfCorrection(hole, { seed: 1, rounds: 10, missing: 'carry' }).dropped_samples).toBe(1);
  });

  it('has nothing to say of nothing', () => {
    expect(selfCorrection([], { seed: 1 })).toEqual({
      questions: 0,
      samples: 0,
      dropped_samples: 0,
      turns: [],
      pairs: [],
      sampling: [],
      transitions: [],
      revisions: [],
    });
  });

  it('covers known rates: CL .8 and CS .3 lie in 90 to 99 % of intervals, with samples clustered by question', () => {
    const random = uniform(11);
    let cl = 0;
    let cs = 0;
    for (let board = 0; board < 200; board++) {
      const questions = Array.from({ length: 80 }, () => {
        const ease = random();
        const samples = Array.from({ length: 4 }, () => {
          const before = random() < ease;
          return [before, random() < (before ? 0.8 : 0.3)];
        });
        return { count: 1, samples };
      });
      const [pair] = selfCorrection(attemptsOf(questions), { seed: board, rounds: 300 }).pairs;
      if (pair && (pair.cl.low ?? 1) <= 0.8 && (pair.cl.high ?? 0) >= 0.8) cl += 1;
      if (pair && (pair.cs.low ?? 1) <= 0.3 && (pair.cs.high ?? 0) >= 0.3) cs += 1;
    }
    for (const covered of [cl, cs]) {
      expect(covered / 200).toBeGreaterThanOrEqual(0.9);
      expect(covered / 200).toBeLessThanOrEqual(0.99);
    }
  });
});

describe('intervals', () => {
  it.each(cases<{ successes: number; n: number }>('wilson'))('Wilson, $description', ({ input, expected, places }) => {
    const { low, high } = wilson(input.successes, input.n);
    same(low, expected.low ?? null, places);
    same(high, expected.high ?? null, places);
  });

  it('the normal quantile inverts the distribution function', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    for (const p of [0.001, 0.2, 0.5, 0.9, 0.9999]) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
  });

  it('percentiles interpolate', () => {
    expect([0, 0.5, 0.25, 1].map((p) => percentile([1, 2, 3, 10], p))).toEqual([1, 2.5, 1.75, 10]);
  });

  it('the same seed gives the same interval, another seed another', () => {
    const rows = Array.from({ length: 30 }, (_, i) => Float64Array.of(i));
    const mean = { value: (sums: Float64Array, n: number) => (sums[0] ?? 0) / n };
    const of = (seed: number) => clusterBootstrap(rows, { mean }, { seed }).mean;
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });

  it('of 40,000 clusters the interval of a mean is as wide as its standard error says', () => {
    const random = uniform(6);
    const rows = Array.from({ length: 40_000 }, () => Float64Array.of(Number(random() < 0.3)));
    const mean = { value: (sums: Float64Array, n: number) => (sums[0] ?? 0) / n };
    const { low, high } = clusterBootstrap(rows, { mean }, { seed: 1 }).mean;
    const expected = 2 * 1.96 * Math.sqrt((0.3 * 0.7) / 40_000);
    expect(((high ?? 0) - (low ?? 0)) / expected).toBeGreaterThan(0.9);
    expect(((high ?? 0) - (low ?? 0)) / expected).toBeLessThan(1.1);
  });

  it('one cluster has a value and no interval', () => {
    const mean = { value: (sums: Float64Array) => sums[0] ?? 0 };
    expect(clusterBootstrap([Float64Array.of(4)], { mean }, { seed: 1 }).mean).toEqual({
      value: 4,
      low: null,
      high: null,
      n: 1,
    });
  });

  it('a share that never varies is not certain', () => {
    const attempts = attemptsOf([{ count: 20, samples: [[true, true]] }]);
    const [pair] = selfCorrection(attempts, { seed: 1 }).pairs;
    expect(pair?.cl).toEqual({ ...wilson(20, 20), value: 1 });
    expect(pair?.delta.low).toBeLessThan(0);
  });
});

describe('pass@k', () => {
  it.each(cases<{ samples: number; correct: number; k: number }>('pass-at-k'))(
    '$description',
    ({ input, expected, places }) => {
      same(passAtKOf(input.samples, input.correct, input.k), expected.value ?? null, places);
    },
  );

  it('averages the questions that have enough samples and counts the others', () => {
    const found = passAtK(
      [
        { samples: 4, correct: 2 },
        { samples: 4, correct: 0 },
        { samples: 1, correct: 1 },
      ],
      2,
      { seed: 1 },
    );
    expect(found).toMatchObject({ k: 2, n: 2, too_few: 1 });
    expect(found.value).toBeCloseTo((1 - 1 / 6) / 2, 12);
  });
});

describe('balance score', () => {
  it.each(cases<{ selected: number; unique_correct: number; target: number }>('balance-score'))(
    '$description',
    ({ input, expected, places }) => {
      same(balanceScoreOf(input.selected, input.unique_correct, input.target), expected.value ?? null, places);
    },
  );

  it('counts unique right answers strictly above the cut-off, and a query that selected nothing as 0', () => {
    const row = (query_id: string, content: string, correct: boolean, reward: number) => ({
      query_id,
      content,
      correct,
      reward,
    });
    const rows = [row('a', 'x', true, 1), row('a', 'x', true, 1), row('a', 'y', true, 0), row('b', 'z', true, 0)];
    expect(balanceScore(rows, { target: 2, threshold: 0, seed: 1 })).toMatchObject({
      value: 0.125,
      n: 2,
      without_selection: 1,
    });
  });
});

describe('agreement', () => {
  it.each(
    cases<{
      metric: string;
      units?: number[][];
      pairs?: [string, string][];
      level_of?: Level;
    }>('agreement'),
  )('$description', ({ input, expected, places }) => {
    const options = { seed: 1, rounds: 50 };
    const found =
      input.metric === 'cohen-kappa'
        ? cohenKappa(input.pairs ?? [], options)
        : input.metric === 'fleiss-kappa'
          ? fleissKappa(input.units ?? [], options)
          : krippendorffAlpha(input.units ?? [], { ...options, level_of: input.level_of ?? 'nominal' });
    same(found.value, expected.value ?? null, places);
  });

  it('weights disagreement by distance as scikit-learn 1.9.1 does', () => {
    const a = [1, 2, 3, 3, 2, 1, 4, 1, 2, 5, 3, 2];
    const b = [1, 2, 3, 2, 2, 2, 4, 1, 3, 5, 3, 1];
    const pairs = a.map((label, i): [number, number] => [label, b[i] ?? 0]);
    const of = (distance: 'nominal' | 'linear' | 'quadratic') =>
      cohenKappa(pairs, { seed: 1, rounds: 10, distance }).value;
    expect(of('nominal')).toBeCloseTo(0.5555555555555556, 12);
    expect(of('linear')).toBeCloseTo(0.7419354838709677, 12);
    expect(of('quadratic')).toBeCloseTo(0.8817733990147784, 12);
  });
});
