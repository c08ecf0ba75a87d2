import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { byIteration } from '../../workers/api/metrics/by-iteration.ts';
import { clusterMedian } from '../../workers/api/metrics/cluster-median.ts';
import { compareSelfCorrection } from '../../workers/api/metrics/compare-self-correction.ts';
import { editDistance, editRatio } from '../../workers/api/metrics/edit-distance.ts';
import { equationsOf, textHash } from '../../workers/api/metrics/equations.ts';
import { habitAgreement, habitCounts } from '../../workers/api/metrics/habits.ts';
import { uniform } from '../../workers/api/metrics/interval.ts';
import {
  diversityOf,
  reaches,
  rewardPasses,
  rewardReaches,
  uniformity,
} from '../../workers/api/metrics/query-dynamics.ts';
import { bothEstimators, reportGroups } from '../../workers/api/metrics/report-groups.ts';
import { selfCorrection } from '../../workers/api/metrics/self-correction.ts';
import type { GradedAttempt } from '../../workers/api/metrics/trajectories.ts';
import { bestOf, inBlocks, majorityOf } from '../../workers/api/metrics/votes-at-k.ts';

type Case<I> = {
  description: string;
  source: string;
  input: I;
  places: number;
  expected: Record<string, number | null>;
};
const cases = <I>(name: string): Case<I>[] => JSON.parse(readFileSync(`tests/fixtures/${name}.json`, 'utf8'));
const row = (item_id: string, more: Partial<GradedAttempt> = {}): GradedAttempt => ({
  ...{ item_id, sample: 0, attempt: 1, correct: true },
  ...more,
});
const mean = (values: (number | null)[]) => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
};

describe('exploration and exploitation', () => {
  type Sample = { solution: string; correct: boolean; reward: number };
  type Input = { metric: string; queries?: Sample[][]; s?: number; equations?: string[][]; selected?: number[] };
  const attempts = (samples: Sample[]) =>
    samples.map(({ solution, ...rest }, sample) => row('q', { ...rest, sample, solution: textHash(solution) }));

  it.each(cases<Input>('dynamics'))('$description', ({ input, expected, places }) => {
    const queries = (input.queries ?? []).map(attempts);
    const s = input.s ?? 0;
    const computed: Record<string, () => number | null> = {
      pass_k_s: () => mean(queries.map((of) => Number(reaches(of, s)))),
      reward_k_s: () => mean(queries.map((of) => Number(rewardReaches(of, s)))),
      reward_pass_k: () => mean(queries.map((of) => Number(rewardPasses(of, s)))),
      diversity: () =>
        mean((input.equations ?? []).map((of) => diversityOf([row('q', { equations: of.map(textHash) })]))),
      uniformity: () => uniformity(input.selected ?? []),
    };
    const value = computed[input.metric]?.();
    if (expected.value === null) expect(value).toBeNull();
    else expect(value).toBeCloseTo(expected.value ?? Number.NaN, places);
  });

  it('equations stand between dollars, angles or brackets; blanks do not tell them apart', () => {
    expect(equationsOf('So <<48/2=24>> and $48 + 24 = 72$, \\[ x = 1 \\], $$y=2$$; 3 = 3 is none')).toEqual([
      '48/2=24',
      '48+24=72',
      'y=2',
      'x=1',
    ]);
  });

  it('by iteration and temperature: greedy beside what was drawn, and what the reward selects', () => {
    // Two queries, two samples each: a has 2 different right ones (rewards 1, 0), b one right and one wrong (0.5, 2).
    const drawn = [
      row('a', { sample: 0, reward: 1, solution: 1 }),
      row('a', { sample: 1, reward: 0, solution: 2 }),
      row('b', { sample: 0, reward: 0.5, solution: 3 }),
      row('b', { sample: 1, reward: 2, correct: false }),
    ].map((one) => ({ ...one, iteration: 3, temperature: 0.7 }));
    const greedy = [row('a', { sample: 9, correct: false }), row('b', { sample: 9 })];
    const all = [...drawn, ...greedy.map((one) => ({ ...one, iteration: 3, temperature: 0 }))];
    const [found, ...rest] = byIteration(all, { seed: 1, target: 2, threshold: 0, s: [1, 2, 4] });
    expect(rest).toEqual([]);
    expect(found).toMatchObject({
      ...{ iteration: 3, temperature: 0.7, questions: 2, k: 2 },
      ...{ greedy: { value: 0.5 }, pass_at_1: { value: 0.75 }, pass_at_k: { value: 1 }, gap: { value: 0.5 } },
      pass_at_k_s: [
        { s: 1, value: { value: 1 } },
        { s: 2, value: { value: 0.5 } },
      ],
      // Best of two: right for a, wrong for b; both right: a alone; one of the best two right: both.
      reward_at_k_s: [
        { s: 1, value: { value: 0.5 } },
        { s: 2, value: { value: 0.5 } },
      ],
      reward_pass_at_2: { value: 1 },
      // Above 0 lie one sample of a (right) and two of b (one right): n' = 1, n = 1 and 2, n* = 2.
      ...{ selected: { value: 1.5 }, selected_accuracy: { value: 2 / 3 } },
      ...{ quantity: { value: 0.5 }, quality: { value: 0.75 }, balance_score: { value: (0.5 + 0.25) / 2 } },
    });
  });

  it('without texts there is no telling of different answers, and nothing is made up', () => {
    const all = [0, 1].map((sample) => row('a', { sample, iteration: 1 }));
    const [found] = byIteration(all, { seed: 1, target: 2, threshold: 0, s: [1, 2] });
    expect(found?.pass_at_k_s.map(({ s }) => s)).toEqual([1]);
    expect(found).toMatchObject({ balance_score: { value: null, n: 0 }, reward_at_k_s: [], greedy: null });
    expect(byIteration([row('a'), row('b')], { seed: 1, target: 2, threshold: 0, s: [1] })).toEqual([]);
  });
});

describe('votes among k samples', () => {
  type Input = { k: number; samples: { answer: string | null; correct: boolean | null; reward: number }[] };
  it.each(cases<Input>('votes-at-k'))('$description', ({ input: { k, samples }, expected }) => {
    const attempts = samples.map((one, sample) => row('q', { ...one, sample }));
    const majority = inBlocks(attempts, k, majorityOf);
    expect(majority).toEqual({ right: expected.majority, tied: expected.tied });
    expect(inBlocks(attempts, k, bestOf).right).toBe(expected.best);
  });
});

describe('revisions', () => {
  it.each(cases<{ a: string; b: string }>('edit-distance'))('$description', ({ input: { a, b }, expected, places }) => {
    for (const [one, two] of [
      [a, b],
      [b, a],
    ] as const) {
      expect(editDistance(one, two)).toBe(expected.distance);
      if (expected.ratio === null) expect(editRatio(one, two)).toBeNull();
      else expect(editRatio(one, two)).toBeCloseTo(expected.ratio ?? Number.NaN, places);
    }
  });

  it('by outcome, with the share that changed nothing, and a carried attempt is no revision', () => {
    const turns = (item_id: string, before: boolean, after: boolean, edit: number) => [
      row(item_id, { correct: before, answer: 'x' }),
      row(item_id, { correct: after, answer: edit === 0 ? 'x' : 'y', attempt: 2, edit }),
    ];
    const attempts = [
      ...turns('a', true, true, 0),
      ...turns('b', true, false, 0.4),
      ...turns('c', false, true, 0.2),
      row('d', { correct: true }),
    ];
    const [found] = selfCorrection(attempts, { seed: 1, missing: 'carry' }).revisions;
    expect(found).toMatchObject({ revisions: 3, n: 3, median: { value: 0.2 }, unchanged: { value: 1 / 3 } });
    expect(found?.mean.value).toBeCloseTo(0.2, 12);
    expect(found?.answer_changed?.value).toBeCloseTo(2 / 3, 12);
    expect(found?.by_outcome.map(({ outcome, n }) => [outcome, n])).toEqual([
      ['right_right', 1],
      ['right_wrong', 1],
      ['wrong_right', 1],
    ]);
    expect(found?.histogram.filter(({ count }) => count > 0)).toEqual([
      { low: 0, high: 0, count: 1 },
      { low: 0.15, high: 0.2, count: 1 },
      { low: 0.35, high: 0.4, count: 1 },
    ]);
  });

  it('the interval of a median covers it as often as it says, samples clustered by question', () => {
    const random = uniform(5);
    let covered = 0;
    for (let board = 0; board < 200; board++) {
      const clusters = Array.from({ length: 60 }, () => {
        const ease = random() - 0.5;
        return Array.from({ length: 1 + Math.floor(random() * 3) }, () => ease + (random() - 0.5) * 0.5);
      });
      const { low, high } = clusterMedian(clusters, { seed: board, rounds: 200 });
      if ((low ?? 1) <= 0 && (high ?? -1) >= 0) covered += 1;
    }
    expect(covered / 200).toBeGreaterThanOrEqual(0.89);
    expect(covered / 200).toBeLessThanOrEqual(0.99);
  });
});

describe('what flows between turns', () => {
  it('samples are counted, shares weigh questions alike, an unread answer is a state of its own', () => {
    const attempts = [
      ...[0, 1].flatMap((sample) => [row('a', { sample }), row('a', { sample, attempt: 2, correct: sample === 0 })]),
      row('b', { correct: false }),
      row('b', { correct: null, attempt: 2 }),
    ];
    const { transitions } = selfCorrection(attempts, { seed: 1 });
    expect(transitions.map(({ before, after, count, share }) => [before, after, count, share.value])).toEqual([
      ['right', 'right', 1, 0.25],
      ['right', 'wrong', 1, 0.25],
      ['wrong', 'unparsed', 1, 0.5],
    ]);
  });
});

describe('groups', () => {
  const attempts = ['m', 'n'].flatMap((model) =>
    ['s', 't'].flatMap((strategy) =>
      [1, 2].map((attempt) =>
        row('q', { model, strategy, task: 'sums', attempt, correct: (model === 'm') === (attempt === 2) }),
      ),
    ),
  );
  const options = { seed: 1, rounds: 20 };
  const everything = bothEstimators(attempts, [], options);

  it('one for each value of each label, and for each combination of those that vary', () => {
    const groups = reportGroups(attempts, [], options, everything);
    expect(groups.map(({ by, model, task, strategy }) => [by.join('×'), model, task, strategy])).toEqual([
      ['model', 'm', null, null],
      ['model', 'n', null, null],
      ['task', null, 'sums', null],
      ['strategy', null, null, 's'],
      ['strategy', null, null, 't'],
      ['model×strategy', 'm', null, 's'],
      ['model×strategy', 'm', null, 't'],
      ['model×strategy', 'n', null, 's'],
      ['model×strategy', 'n', null, 't'],
    ]);
    expect(groups[0]?.result).toMatchObject({ questions: 1, samples: 2, pairs: [{ delta: { value: 1 } }] });
    expect(everything).toMatchObject({ questions: 1, samples: 4, pairs: [{ delta: { value: 0 } }] });
  });

  it('the same question of two tasks is two questions', () => {
    const two = ['x', 'y'].map((task) => row('q', { task }));
    expect(selfCorrection(two, options).questions).toBe(2);
  });

  it('label rows of one question are one question', () => {
    const label = { item_id: 'q', gold: 0, p1: [0.5, 0.5], p2: [[1, 0] as number[], [0, 1] as number[]] };
    const { label: found } = bothEstimators([], [label, { ...label, p1: [0.7, 0.3] }], options);
    expect(found).toMatchObject({ questions: 1, accuracy_before: { n: 1 } });
    expect(found?.accuracy_before.value).toBeCloseTo(0.6, 12);
    expect(found?.cl.value).toBeCloseTo(1, 12);
  });
});

describe('comparisons', () => {
  test('pass@k, majority@k, unparsed answers and the sign test, question by question', () => {
    const side = (right: number[]) =>
      right.flatMap((count, at) =>
        [0, 1].map((sample) =>
          row(`q${at}`, {
            sample,
            correct: sample < count ? true : at === 0 ? null : false,
            answer: sample < count ? 'yes' : 'no',
          }),
        ),
      );
    const found = compareSelfCorrection(side([0, 1, 1, 0, 0]), side([1, 1, 2, 1, 1]), { seed: 1 });
    expect(found).toMatchObject({ questions: 5, test: { better_a: 0, better_b: 4, p_value: 0.125 } });
    expect(found.differences.accuracy_after.value).toBeCloseTo(0.4, 12);
    // Question 0 has two unread answers in a and one in b: 0.5 less over five questions.
    expect(found.differences.unparsed_after.value).toBeCloseTo(-0.1, 12);
    const two = found.sampling.find(({ k }) => k === 2);
    expect(two?.pass_at_k.value).toBeCloseTo(3 / 5, 12);
    // One yes and one no is a tie, which goes to the first: a yes.
    expect(two?.majority_at_k?.value).toBeCloseTo(3 / 5, 12);
    expect(two?.best_at_k).toBeNull();
  });
});

describe('habits', () => {
  test('mean, share and count per 100 words, texts of a question together', () => {
    const rows = [
      { item_id: 'a', count: 2, words: 100 },
      { item_id: 'a', count: 0, words: 100 },
      { item_id: 'b', count: 1, words: 50 },
    ];
    const found = habitCounts(rows, { seed: 1 });
    expect([found.mean.value, found.share.value, found.per_100_words.value]).toEqual([1, 2 / 3, 3 / 2.5]);
    expect(found.mean.n).toBe(2);
  });

  test('agreement: kappa by hand, and precision and recall of whether it shows', () => {
    // Shows by people and judge: 4 both, 1 judge alone, 2 people alone, 3 neither. p_o = .7, p_e = .6·.5 + .4·.5 = .5.
    const pairs: [number, number][] = [
      ...Array.from({ length: 4 }, (): [number, number] => [1, 2]),
      ...[[0, 1] as [number, number]],
      ...Array.from({ length: 2 }, (): [number, number] => [1, 0]),
      ...Array.from({ length: 3 }, (): [number, number] => [0, 0]),
    ];
    const { kappa, precision, recall, f1 } = habitAgreement(pairs, { seed: 1 });
    expect(kappa.value).toBeCloseTo(0.4, 12);
    expect([precision.value, recall.value]).toEqual([4 / 5, 4 / 6]);
    expect(f1.value).toBeCloseTo(8 / 11, 12);
  });
});
