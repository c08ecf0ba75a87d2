import { clusterBootstrap } from './bootstrap.ts';
import { tally } from './clusters.ts';
import type { Estimate, IntervalOptions } from './interval.ts';
import { type RevisionReport, revisions } from './revisions.ts';
import { type SamplingReport, sampling } from './sampling.ts';
import {
  type GradedAttempt,
  type Question,
  type SelfCorrectionOptions,
  type Trajectory,
  toQuestions,
} from './trajectories.ts';
import { type TransitionReport, transitions } from './transitions.ts';
import { type PairMetric, pairMetrics, RR, RW, WR, WW } from './turn-pair.ts';

export type { GradedAttempt, SelfCorrectionOptions } from './trajectories.ts';

/** Accuracy of one turn, and how many of its answers could not be read. */
export interface TurnReport {
  turn: number;
  accuracy: Estimate;
  unparsed: number;
  unparsed_share: Estimate;
}

/** What happened between two turns. */
export interface PairReport extends Record<PairMetric, Estimate> {
  from: number;
  to: number;
}

/** A self-correction report. */
export interface SelfCorrectionReport {
  questions: number;
  samples: number;
  dropped_samples: number;
  turns: TurnReport[];
  pairs: PairReport[];
  sampling: SamplingReport[];
  transitions: TransitionReport[];
  revisions: RevisionReport[];
}

/** Accuracy by turn, and what each later turn did to the first and to the one before it. */
export function selfCorrection(attempts: GradedAttempt[], options: SelfCorrectionOptions): SelfCorrectionReport {
  const { questions, last, dropped } = toQuestions(attempts, options);
  const turns = turnReports(questions, last, options);
  const pairs: PairReport[] = [];
  for (let to = 1; to < last; to++) {
    for (const from of to > 1 ? [0, to - 1] : [0]) {
      const rows = questions.map(({ samples }) => pairShares(samples, from, to));
      pairs.push({ from: from + 1, to: to + 1, ...pairMetrics(rows, options) });
    }
  }
  const samples = questions.reduce((sum, of) => sum + of.samples.length, 0);
  return {
    ...{ questions: questions.length, samples, dropped_samples: dropped, turns, pairs },
    sampling: sampling(questions, last, options),
    transitions: transitions(questions, last, options),
    revisions: revisions(questions, last, options),
  };
}

/** Accuracy and unparsed answers of every turn, in one bootstrap. */
function turnReports(questions: Question[], last: number, options: IntervalOptions): TurnReport[] {
  const unparsed = new Uint32Array(last);
  const rows = questions.map(({ samples }) => {
    const row = new Float64Array(2 * last);
    for (const trajectory of samples)
      for (const [turn, { correct }] of trajectory.entries()) {
        tally(row, 2 * turn, Number(correct === true) / samples.length);
        tally(row, 2 * turn + 1, Number(correct === null) / samples.length);
        unparsed[turn] = (unparsed[turn] ?? 0) + Number(correct === null);
      }
    return row;
  });
  const turns = Array.from(unparsed, (_, turn) => turn);
  const share = (column: number) => ({ value: (s: Float64Array, n: number) => (s[column] ?? 0) / n, share: true });
  const statistics = turns.flatMap((turn) => [
    [`accuracy ${turn}`, share(2 * turn)] as const,
    [`unparsed ${turn}`, share(2 * turn + 1)] as const,
  ]);
  const found = clusterBootstrap(rows, Object.fromEntries(statistics), options);
  const none: Estimate = { value: null, low: null, high: null, n: 0 };
  return turns.map((turn) => ({
    turn: turn + 1,
    accuracy: found[`accuracy ${turn}`] ?? none,
    unparsed: unparsed[turn] ?? 0,
    unparsed_share: found[`unparsed ${turn}`] ?? none,
  }));
}

/**
 * A question's shares of right-right, right-wrong, wrong-right and wrong-wrong between two turns (from 0). P(a_i) is a mean within the question first, so
 * that questions weigh the same whatever their number of samples.
 */
export function pairShares(samples: Trajectory[], from: number, to: number): Float64Array {
  const row = new Float64Array(4);
  for (const trajectory of samples) {
    const before = trajectory[from]?.correct === true;
    const after = trajectory[to]?.correct === true;
    const column = before ? (after ? RR : RW) : after ? WR : WW;
    row[column] = (row[column] ?? 0) + 1;
  }
  return row.map((count) => count / samples.length);
}
