import { expect, test } from 'vitest';
import { annotationOf } from '../../workers/api/critiquing/evaluating/annotation.ts';
import { namedErrors } from '../../workers/api/metrics/named-errors.ts';
import { firstErrorAccuracy } from '../../workers/api/metrics/process-errors.ts';
import { type Revised, refinementGain } from '../../workers/api/metrics/refinement-gain.ts';

const times = (n: number, one: Omit<Revised, 'cluster'>, name: string): Revised[] =>
  Array.from({ length: n }, (_, at) => ({ ...one, cluster: `${name} ${at}` }));

/** Of 30: 12 wrong at first, of which 9 are repaired by the critique and 2 by asking again; of 18 right ones 1 and 4 are broken. */
const rows: Revised[] = [
  ...times(2, { first: false, with_critique: true, without: true, decision: 'revise' }, 'a'),
  ...times(7, { first: false, with_critique: true, without: false, decision: 'revise' }, 'b'),
  ...times(3, { first: false, with_critique: false, without: false, decision: 'keep' }, 'c'),
  ...times(1, { first: true, with_critique: false, without: false, decision: 'revise' }, 'd'),
  ...times(3, { first: true, with_critique: true, without: false, decision: 'keep' }, 'e'),
  ...times(14, { first: true, with_critique: true, without: true, decision: 'keep' }, 'f'),
];

test('the gain, what is repaired and what is broken, and how well the critic tells right from wrong, by hand', () => {
  const found = refinementGain(rows, { seed: 1 });
  expect(found).toMatchObject({ n: 30, only_with: 10, only_without: 0, method: 'McNemar, exact binomial' });
  expect(found.first.value).toBeCloseTo(18 / 30, 12);
  expect(found.with_critique.value).toBeCloseTo(26 / 30, 12);
  expect(found.without.value).toBeCloseTo(16 / 30, 12);
  expect(found.gain.value).toBeCloseTo(10 / 30, 12);
  // All ten that differ go one way: two-sided, 2 · 2^-10.
  expect(found.p_value).toBeCloseTo(2 / 1024, 12);
  expect(found.repaired.with_critique.value).toBeCloseTo(9 / 12, 12);
  expect(found.repaired.without.value).toBeCloseTo(2 / 12, 12);
  expect(found.repaired.difference).toMatchObject({ n: 12 });
  expect(found.broken.with_critique.value).toBeCloseTo(1 / 18, 12);
  expect(found.broken.without.value).toBeCloseTo(4 / 18, 12);
  expect(found.discrimination.all.value).toBeCloseTo(26 / 30, 12);
  expect(found.discrimination.wrong.value).toBeCloseTo(9 / 12, 12);
  expect(found.discrimination.right.value).toBeCloseTo(17 / 18, 12);
  expect(found.gain.low ?? 0).toBeGreaterThan(0.15);
  expect(found.gain.high ?? 1).toBeLessThan(0.55);
});

test('answers that cannot be graded are counted apart; several of a question are resampled and tested together', () => {
  const lost: Revised[] = [
    { cluster: 'x', first: null, with_critique: true, without: true, decision: 'keep' },
    { cluster: 'y', first: true, with_critique: null, without: true, decision: 'keep' },
  ];
  const found = refinementGain([...rows, ...lost], { seed: 1 });
  expect(found).toMatchObject({ n: 31, ungraded: { first: 1, with_critique: 1, without: 0 } });
  expect(found.first.value).toBeCloseTo(18 / 30, 12);
  const together = refinementGain(
    rows.map((row, at) => ({ ...row, cluster: String(at % 5) })),
    { seed: 1 },
  );
  expect(together.gain).toMatchObject({ n: 5 });
  expect(together.gain.value).toBeCloseTo(10 / 30, 12);
  expect(together.method).toMatch(/^sign flips of clusters/);
  expect(together.p_value).toBeGreaterThan(found.p_value);
});

test('nothing to measure is null, not 0', () => {
  const found = refinementGain([], { seed: 0 });
  expect(found.gain.value).toBeNull();
  expect(found.repaired.with_critique.value).toBeNull();
  expect(found.p_value).toBe(1);
});

test('steps called wrong against annotated errors', () => {
  const found = namedErrors(
    [
      { cluster: 'q', wrong: [2], named: [2, 3] },
      { cluster: 'q', wrong: [1, 4], named: [4] },
      { cluster: 'r', wrong: [], named: [] },
    ],
    { seed: 0 },
  );
  expect(found.precision).toMatchObject({ value: 2 / 3, n: 1 });
  expect(found.recall.value).toBeCloseTo(2 / 3, 12);
  expect(found.f1.value).toBeCloseTo(4 / 6, 12);
});

test('first errors of one question hang together', () => {
  const judged = [1, 2, 3, 4].map((n) => ({ cluster: n < 3 ? 'q' : 'r', annotated: 1, predicted: n < 3 ? 1 : null }));
  expect(firstErrorAccuracy(judged).error_accuracy).toMatchObject({ value: 0.5, n: 2 });
});

test.each([
  [{ label: 3 }, 3, [3], [true, true, true, false]],
  [{ label: 0 }, null, [], [true, true, true, true]],
  [{ label: 'all_correct' }, null, [], [true, true, true, true]],
  [{ step_labels: [true, false, null, false] }, 2, [2, 4], [true, true, false, true]],
])('an annotation %o', (metadata, first_error, wrong, known) => {
  const found = annotationOf(metadata);
  expect(found).toMatchObject({ first_error, wrong });
  expect([1, 2, 3, 4].map((step) => found?.isKnown(step))).toEqual(known);
});

test.each([[{}], [{ label: false }], [{ label: 1.5 }], [{ step_labels: [] }], [{ step_labels: ['no'] }]])(
  'no annotation: %o',
  (metadata) => expect(annotationOf(metadata)).toBeNull(),
);
