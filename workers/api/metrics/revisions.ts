import { clusterBootstrap, type Statistic } from './bootstrap.ts';
import { clusterMedian } from './cluster-median.ts';
import { ratio, tally } from './clusters.ts';
import type { Estimate, IntervalOptions } from './interval.ts';
import type { GradedAttempt, Question, Trajectory } from './trajectories.ts';

/** What a revision did. */
export const outcomes = ['right_right', 'right_wrong', 'wrong_right', 'wrong_wrong'] as const;
export type Outcome = (typeof outcomes)[number];

/** How far some revisions are from the text before them. */
export interface Edits {
  n: number;
  mean: Estimate;
  median: Estimate;
  unchanged: Estimate;
}

/** The revisions of one turn. */
export interface RevisionReport extends Edits {
  from: number;
  to: number;
  revisions: number;
  answer_changed: Estimate | null;
  by_outcome: (Edits & { outcome: Outcome })[];
  histogram: { low: number; high: number; count: number }[];
}

const bins = 20;

/** How much each turn changed of the one before it: edit distance over the length of both texts (SCoRe, arXiv 2409.12917). */
export function revisions(questions: Question[], last: number, options: IntervalOptions): RevisionReport[] {
  return Array.from({ length: Math.max(0, last - 1) }, (_, turn) => revision(questions, turn, options)).flatMap(
    (one) => one ?? [],
  );
}

function revision(questions: Question[], turn: number, options: IntervalOptions): RevisionReport | null {
  const after = (trajectory: Trajectory) => trajectory[turn + 1];
  const made = questions.map(({ samples }) => samples.filter((one) => after(one)?.edit !== undefined));
  const count = made.reduce((sum, of) => sum + of.length, 0);
  const answer_changed = changedAnswers(questions, turn, options);
  if (count === 0 && answer_changed === null) return null;
  const all = made.map((of) => of.flatMap((one) => after(one)?.edit ?? []));
  const by_outcome = outcomes.map((outcome) => {
    const mine = made.map((of) =>
      of.filter((one) => outcomeOf(one, turn) === outcome).flatMap((one) => after(one)?.edit ?? []),
    );
    return { outcome, ...edits(mine, options) };
  });
  return {
    ...{ from: turn + 1, to: turn + 2, revisions: count, ...edits(all, options), answer_changed },
    by_outcome: by_outcome.filter(({ n }) => n > 0),
    histogram: histogram(all.flat()),
  };
}

const outcomeOf = (trajectory: Trajectory, turn: number): Outcome =>
  `${trajectory[turn]?.correct === true ? 'right' : 'wrong'}_${trajectory[turn + 1]?.correct === true ? 'right' : 'wrong'}`;

function edits(ratios: number[][], options: IntervalOptions): Edits {
  const rows = ratios
    .filter((of) => of.length > 0)
    .map((of) =>
      Float64Array.of(
        of.reduce((sum, one) => sum + one, 0),
        of.filter((one) => one === 0).length,
        of.length,
      ),
    );
  const statistics: Record<'mean' | 'unchanged', Statistic> = {
    mean: { value: (sums) => ratio(sums, 0, 2), share: true },
    unchanged: { value: (sums) => ratio(sums, 1, 2), share: true },
  };
  const n = ratios.reduce((sum, of) => sum + of.length, 0);
  return { n, ...clusterBootstrap(rows, statistics, options), median: clusterMedian(ratios, options) };
}

/** Share of samples whose final answer is another one after the turn, of those with an answer before and after. */
function changedAnswers(questions: Question[], turn: number, options: IntervalOptions): Estimate | null {
  const known = (attempt: GradedAttempt | undefined) => attempt?.answer ?? null;
  const rows = questions.flatMap(({ samples }) => {
    const row = new Float64Array(2);
    for (const trajectory of samples) {
      const [before, after] = [known(trajectory[turn]), known(trajectory[turn + 1])];
      if (before === null || after === null) continue;
      tally(row, 0, Number(before !== after));
      tally(row, 1);
    }
    return row[1] === 0 ? [] : [row];
  });
  if (rows.length === 0) return null;
  const changed = { value: (sums: Float64Array) => ratio(sums, 0, 1), share: true };
  return clusterBootstrap(rows, { changed }, options).changed;
}

function histogram(ratios: number[]): RevisionReport['histogram'] {
  if (ratios.length === 0) return [];
  const none = { low: 0, high: 0, count: 0 };
  const rest = Array.from({ length: bins }, (_, at) => ({ low: at / bins, high: (at + 1) / bins, count: 0 }));
  for (const one of ratios) {
    const bin = one === 0 ? none : rest[Math.min(bins - 1, Math.ceil(one * bins) - 1)];
    if (bin) bin.count += 1;
  }
  return [none, ...rest];
}
