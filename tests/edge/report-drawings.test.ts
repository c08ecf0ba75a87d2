import { describe, expect, test } from 'vitest';
import { flowsOf, layout } from '../../dashboard/report/flows.ts';
import { isoLines } from '../../dashboard/report/plane.ts';
import { firstPair, lineage } from '../../dashboard/versions.ts';
import type { RefinementStep } from '../../schema/contracts/refinements.ts';
import { SelfCorrection } from '../../schema/contracts/self-correction.ts';
import { selfCorrection } from '../../workers/api/metrics/self-correction.ts';

describe('what the drawings of a report stand on', () => {
  test('lines of equal accuracy: every point on one gives that accuracy by Acc2 = Acc1·CL + (1 − Acc1)·CS', () => {
    for (const first of [0.05, 0.3, 0.5, 0.526, 0.95]) {
      const lines = isoLines(first, [0.1, 0.25, 0.5, 0.9, first]);
      for (const { accuracy, ends } of lines)
        for (const { cl, cs } of ends) {
          expect(first * cl + (1 - first) * cs).toBeCloseTo(accuracy, 9);
          for (const n of [cl, cs]) expect(n > -1e-9 && n < 1 + 1e-9).toBe(true);
        }
      expect(lines).toHaveLength(5);
    }
  });

  test('no gain runs through "keeps all, repairs none" and through CL = CS = Acc1', () => {
    const [line] = isoLines(0.4, [0.4]);
    expect(line?.ends[1]).toEqual({ cl: 1, cs: expect.closeTo(0, 12) });
    const [a, b] = line?.ends ?? [];
    const slope = ((b?.cs ?? 0) - (a?.cs ?? 0)) / ((b?.cl ?? 0) - (a?.cl ?? 0));
    expect((a?.cs ?? 0) + slope * (0.4 - (a?.cl ?? 0))).toBeCloseTo(0.4, 12);
  });

  test('no line where the first accuracy is 0 or 1, nor outside of what can be reached', () => {
    expect(isoLines(0, [0.5])).toEqual([]);
    expect(isoLines(1, [0.5])).toEqual([]);
    expect(isoLines(0.5, [0, 1, -0.1, 1.1])).toEqual([]);
  });

  // SCoRe's published row by integer reconstruction: 293 right-right, 7 right-wrong, 29 wrong-right, 171 wrong-wrong of 500.
  const counts = [293, 7, 29, 171];
  const attempts = counts.flatMap((count, kind) =>
    Array.from({ length: count }, (_, n) =>
      [1, 2].map((attempt) => ({
        item_id: `${kind} ${n}`,
        sample: 0,
        attempt,
        correct: attempt === 1 ? kind < 2 : kind % 2 === 0,
      })),
    ).flat(),
  );
  const result = SelfCorrection.parse(selfCorrection(attempts, { seed: 0 }));

  test('ribbons have the width of their shares at both ends, and fill the bars of a turn without overlap', () => {
    const flows = flowsOf(result);
    expect(flows.map(({ before, after, share }) => [before, after, Math.round(share * 500)]).sort()).toEqual(
      [
        ['right', 'right', 293],
        ['right', 'wrong', 7],
        ['wrong', 'right', 29],
        ['wrong', 'wrong', 171],
      ].sort(),
    );
    const { stacks, ribbons } = layout(flows, 0.05);
    expect(stacks.map(({ turn, state, share }) => [turn, state, Math.round(share * 500)])).toEqual([
      [1, 'right', 300],
      [1, 'wrong', 200],
      [2, 'right', 322],
      [2, 'wrong', 178],
    ]);
    for (const { turn, low, high, flow } of ribbons) {
      expect(high - low).toBeCloseTo(flow.share, 12);
      const state = turn === flow.from ? flow.before : flow.after;
      const bar = stacks.find((one) => one.turn === turn && one.state === state);
      expect(low).toBeGreaterThanOrEqual((bar?.low ?? 1) - 1e-9);
      expect(high).toBeLessThanOrEqual((bar?.high ?? 0) + 1e-9);
    }
    for (const turn of [1, 2]) {
      const ends = ribbons.filter((one) => one.turn === turn).sort((a, b) => a.low - b.low);
      ends.forEach(({ high }, at) => {
        if (at + 1 < ends.length) expect(high).toBeLessThanOrEqual((ends[at + 1]?.low ?? 0) + 1e-9);
      });
    }
  });
});

describe('which attempts stand side by side', () => {
  const step = (n: number, kind: RefinementStep['kind'], parent: number | null, chain = 0) =>
    ({ n, kind, parent, chain, turn: 1, error: null }) as RefinementStep;
  const loop = [step(1, 'attempt', null), step(2, 'critique', 1), step(3, 'attempt', 2), step(4, 'critique', 3)];
  const numbers = (steps: RefinementStep[] | null) => steps?.map(({ n }) => n);

  test('the returned one beside the first of its own line', () => {
    expect(numbers(lineage(loop, 3))).toEqual([1, 2, 3]);
    expect(numbers(firstPair(loop, 3))).toEqual([1, 3]);
    const two = [...loop, step(5, 'attempt', null, 1), step(6, 'attempt', 5, 1)];
    expect(numbers(firstPair(two, 6))).toEqual([5, 6]);
  });
  test('the first one, where it is returned, beside another; nothing where there is but one', () => {
    expect(numbers(firstPair(loop, 1))).toEqual([1, 3]);
    expect(firstPair(loop.slice(0, 2), 1)).toBeNull();
    expect(firstPair([{ ...step(1, 'attempt', null), error: 'down' }], null)).toBeNull();
  });
});
