import { clusterBootstrap } from './bootstrap.ts';
import { clusterSums, ratio, tally } from './clusters.ts';
import type { Estimate, IntervalOptions } from './interval.ts';
import { pairedTest } from './paired-test.ts';
import { testOf } from './sign-flips.ts';

/** One response revised twice, by its critique and without one; null where an answer could not be graded. */
export interface Revised {
  cluster: string;
  first: boolean | null;
  with_critique: boolean | null;
  without: boolean | null;
  /** What the critique decided: whether it called the response right. */
  decision: 'keep' | 'revise' | 'undecided';
}

/** Whether a critique helps a revision. */
export type RefinementGain = {
  /** Responses whose both revisions were graded. */
  n: number;
  ungraded: { first: number; with_critique: number; without: number };
  first: Estimate;
  with_critique: Estimate;
  without: Estimate;
  /** Accuracy with the critique minus accuracy without, on the same responses. */
  gain: Estimate;
  only_with: number;
  only_without: number;
  p_value: number;
  method: string;
  /** Of the responses wrong at first, those right after revision. */
  repaired: Arms;
  /** Of the responses right at first, those wrong after revision. */
  broken: Arms;
  /** Share of critiques whose decision is the truth, of all, of right and of wrong responses; an undecided one is wrong. */
  discrimination: { all: Estimate; right: Estimate; wrong: Estimate };
};
type Arms = { with_critique: Estimate; without: Estimate; difference: Estimate };

const columns = ['wrong', 'repaired_with', 'repaired_without', 'right', 'broken_with', 'broken_without'] as const;

/**
 * Refinement gain: does an answer revised by a critique become right more often than one revised without, asked again of the same model
 * (Acc@Refine against the bare re-ask; Xi et al. 2024, arXiv 2411.16579, and Critique-RL's helpfulness and discriminability)?
 */
export function refinementGain(all: Revised[], options: IntervalOptions): RefinementGain {
  const none = (of: (row: Revised) => boolean | null) => all.filter((row) => of(row) === null).length;
  const both = all.flatMap((row) =>
    row.with_critique === null || row.without === null
      ? []
      : [{ ...row, with_critique: row.with_critique, without: row.without }],
  );
  const pairs = both.map((row) => ({ cluster: row.cluster, a: Number(row.with_critique), b: Number(row.without) }));
  const paired = pairedTest(pairs, options);
  const known = both.flatMap(({ first, ...row }) => (first === null ? [] : [{ ...row, first }]));
  return {
    n: both.length,
    ungraded: {
      first: none(({ first }) => first),
      with_critique: none(({ with_critique }) => with_critique),
      without: none(({ without }) => without),
    },
    first: shareOf(known, ({ first }) => first, options),
    with_critique: paired.accuracy_a,
    without: paired.accuracy_b,
    gain: paired.difference,
    only_with: paired.better_a,
    only_without: paired.better_b,
    ...testOf(pairs, paired.p_value, options.seed),
    ...transitions(known, options),
    discrimination: discrimination(all, options),
  };
}

type Known = { cluster: string; first: boolean; with_critique: boolean; without: boolean };

function transitions(known: Known[], options: IntervalOptions): Pick<RefinementGain, 'repaired' | 'broken'> {
  const sums = clusterSums(known, columns.length, ({ first, with_critique, without }, row) => {
    const at = first ? 3 : 0;
    tally(row, at);
    tally(row, at + 1, Number(with_critique !== first));
    tally(row, at + 2, Number(without !== first));
  });
  const arms = (whole: number) => {
    const support = (row: Float64Array) => (row[whole] ?? 0) > 0;
    const share = (column: number) => ({
      value: (row: Float64Array) => ratio(row, column, whole),
      support,
      share: true,
    });
    const gap = (row: Float64Array) =>
      support(row) ? ((row[whole + 1] ?? 0) - (row[whole + 2] ?? 0)) / (row[whole] ?? 1) : null;
    const of = {
      with_critique: share(whole + 1),
      without: share(whole + 2),
      difference: { value: gap, support },
    };
    return clusterBootstrap(sums, of, options);
  };
  return { repaired: arms(0), broken: arms(3) };
}

function discrimination(all: Revised[], options: IntervalOptions): RefinementGain['discrimination'] {
  const known = all.flatMap(({ first, ...row }) => (first === null ? [] : [{ ...row, first }]));
  const hit = ({ first, decision }: { first: boolean; decision: Revised['decision'] }) =>
    decision === (first ? 'keep' : 'revise');
  return {
    all: shareOf(known, hit, options),
    right: shareOf(
      known.filter(({ first }) => first),
      hit,
      options,
    ),
    wrong: shareOf(
      known.filter(({ first }) => !first),
      hit,
      options,
    ),
  };
}

function shareOf<T extends { cluster: string }>(
  rows: T[],
  is: (row: T) => boolean,
  options: IntervalOptions,
): Estimate {
  const sums = clusterSums(rows, 2, (row, into) => {
    tally(into, 0, Number(is(row)));
    tally(into, 1);
  });
  const share = { value: (row: Float64Array) => ratio(row, 0, 1), share: true };
  return clusterBootstrap(sums, { share }, options).share;
}
