import { clusterBootstrap } from './bootstrap.ts';
import type { Estimate, IntervalOptions } from './interval.ts';
import type { Question } from './trajectories.ts';

/** What an attempt comes to. */
export const states = ['right', 'wrong', 'unparsed'] as const;
export type State = (typeof states)[number];

/** The state of an attempt. */
export const stateOf = (correct: boolean | null | undefined): State =>
  correct === true ? 'right' : correct === false ? 'wrong' : 'unparsed';

/** How many samples went from one state to another between consecutive turns; `share` weighs questions alike. */
export interface TransitionReport {
  from: number;
  to: number;
  before: State;
  after: State;
  count: number;
  share: Estimate;
}

/** The flow of samples from each turn to the next; flows that never occur are left out. */
export function transitions(questions: Question[], last: number, options: IntervalOptions): TransitionReport[] {
  return Array.from({ length: Math.max(0, last - 1) }, (_, turn) => between(questions, turn, options)).flat();
}

function between(questions: Question[], turn: number, options: IntervalOptions): TransitionReport[] {
  const cells = states.flatMap((before) => states.map((after) => ({ before, after })));
  const counts = new Float64Array(cells.length);
  const rows = questions.map(({ samples }) => {
    const row = new Float64Array(cells.length);
    for (const trajectory of samples) {
      const before = states.indexOf(stateOf(trajectory[turn]?.correct));
      const cell = before * states.length + states.indexOf(stateOf(trajectory[turn + 1]?.correct));
      row[cell] = (row[cell] ?? 0) + 1 / samples.length;
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    return row;
  });
  const share = (cell: number) => ({ value: (sums: Float64Array, n: number) => (sums[cell] ?? 0) / n, share: true });
  const found = clusterBootstrap(rows, Object.fromEntries(cells.map((_, at) => [at, share(at)])), options);
  return cells.flatMap(({ before, after }, at) => {
    const estimate = found[at];
    const count = counts[at] ?? 0;
    return count === 0 || !estimate ? [] : [{ from: turn + 1, to: turn + 2, before, after, count, share: estimate }];
  });
}
