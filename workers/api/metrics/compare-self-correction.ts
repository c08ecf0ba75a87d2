import { binomialCdf } from './binomial.ts';
import { clusterBootstrap, type Statistic } from './bootstrap.ts';
import type { Estimate } from './interval.ts';
import { passAtKOf } from './pass-at-k.ts';
import { attemptsAt, hasAnswers, hasRewards, sampling_sizes } from './sampling.ts';
import { pairShares } from './self-correction.ts';
import {
  type GradedAttempt,
  type Question,
  type Questions,
  type SelfCorrectionOptions,
  toQuestions,
} from './trajectories.ts';
import { PAIR } from './turn-pair.ts';
import { bestOf, inBlocks, majorityOf, type Vote } from './votes-at-k.ts';

/** What is compared between two reports: the change from the first turn to the last. */
export const compared = ['accuracy_before', 'accuracy_after', 'delta', 'i_to_c', 'c_to_i', 'cl', 'cs', 'rss'] as const;

/** Differences in what becomes of k samples. */
export interface SamplingDifference {
  turn: 'first' | 'last';
  k: number;
  pass_at_k: Estimate;
  majority_at_k: Estimate | null;
  best_at_k: Estimate | null;
}

/** Differences b − a over the questions that both have. */
export interface SelfCorrectionComparison {
  questions: number;
  only_a: number;
  only_b: number;
  differences: Record<(typeof compared)[number] | 'unparsed_before' | 'unparsed_after', Estimate>;
  sampling: SamplingDifference[];
  /** Questions on which either is better at the last turn, with the exact two-sided sign test. */
  test: { better_a: number; better_b: number; p_value: number };
}

/**
 * Two sets of attempts at the same questions, first turn against last: differences b − a, questions resampled together, so that what a
 * question's difficulty does to both cancels out.
 */
export function compareSelfCorrection(
  a: GradedAttempt[],
  b: GradedAttempt[],
  options: SelfCorrectionOptions,
): SelfCorrectionComparison {
  const [all_a, all_b] = [toQuestions(a, options), toQuestions(b, options)];
  const theirs = new Map(all_b.questions.map((question) => [question.id, question]));
  const shared = all_a.questions
    .flatMap((mine): [Question, Question][] => {
      const other = theirs.get(mine.id);
      return other ? [[mine, other]] : [];
    })
    .sort(([one], [two]) => (one.id < two.id ? -1 : 1));
  const mine = { ...all_a, questions: shared.map(([question]) => question) };
  const other = { ...all_b, questions: shared.map(([, question]) => question) };
  return {
    questions: shared.length,
    only_a: all_a.questions.length - shared.length,
    only_b: all_b.questions.length - shared.length,
    differences: differences(mine, other, options),
    sampling: samplingDifferences(mine, other, options),
    test: signTest(mine, other),
  };
}

// Of each question: the four shares of a, the four of b, and the unparsed shares of both, first and last.
const row_width = 12;

function differences(a: Questions, b: Questions, options: SelfCorrectionOptions) {
  const rows = a.questions.map(({ samples }, at) => {
    const others = b.questions[at]?.samples ?? [];
    const row = new Float64Array(row_width);
    row.set(pairShares(samples, 0, a.last - 1), 0);
    row.set(pairShares(others, 0, b.last - 1), 4);
    row.set(
      [unparsed(samples, 0), unparsed(samples, a.last - 1), unparsed(others, 0), unparsed(others, b.last - 1)],
      8,
    );
    return row;
  });
  const statistics: Record<string, Statistic> = Object.fromEntries(compared.map((name) => [name, difference(name)]));
  statistics.unparsed_before = { value: (sums, n) => ((sums[10] ?? 0) - (sums[8] ?? 0)) / n };
  statistics.unparsed_after = { value: (sums, n) => ((sums[11] ?? 0) - (sums[9] ?? 0)) / n };
  return clusterBootstrap(rows, statistics, options) as SelfCorrectionComparison['differences'];
}

function difference(name: (typeof compared)[number]): Statistic {
  const { value } = PAIR[name];
  return {
    value: (sums, n) => {
      const [mine, theirs] = [value(sums.subarray(0, 4), n), value(sums.subarray(4, 8), n)];
      return mine === null || theirs === null ? null : theirs - mine;
    },
  };
}

const unparsed = (samples: GradedAttempt[][], turn: number): number =>
  samples.filter((trajectory) => trajectory[turn]?.correct === null).length / samples.length;

const rightAt = (samples: GradedAttempt[][], turn: number): number =>
  samples.filter((trajectory) => trajectory[turn]?.correct === true).length / samples.length;

function signTest(a: Questions, b: Questions): SelfCorrectionComparison['test'] {
  const gaps = a.questions.map(
    ({ samples }, at) => rightAt(b.questions[at]?.samples ?? [], b.last - 1) - rightAt(samples, a.last - 1),
  );
  const better_a = gaps.filter((gap) => gap < -1e-12).length;
  const better_b = gaps.filter((gap) => gap > 1e-12).length;
  const p_value = Math.min(1, 2 * binomialCdf(Math.min(better_a, better_b), better_a + better_b, 0.5));
  return { better_a, better_b, p_value };
}

function samplingDifferences(a: Questions, b: Questions, options: SelfCorrectionOptions): SamplingDifference[] {
  const counts = [...a.questions, ...b.questions].map(({ samples }) => samples.length);
  const fewest = counts.reduce((least, count) => Math.min(least, count), Number.POSITIVE_INFINITY);
  const sizes = sampling_sizes.filter((k) => counts.length > 0 && k <= fewest);
  if (sizes.length < 2) return [];
  const turns = a.last > 1 || b.last > 1 ? (['first', 'last'] as const) : (['first'] as const);
  return turns.flatMap((turn) => {
    const mine = attemptsAt(a.questions, turn === 'first' ? 0 : a.last - 1);
    const other = attemptsAt(b.questions, turn === 'first' ? 0 : b.last - 1);
    const mean = (of: (samples: GradedAttempt[]) => number) => {
      const rows = mine.map((samples, at) => Float64Array.of(of(other[at] ?? []) - of(samples)));
      return clusterBootstrap(rows, { mean: { value: (sums, n) => (sums[0] ?? 0) / n } }, options).mean;
    };
    return sizes.map((k) => {
      const chosen = (choose: (block: GradedAttempt[]) => Vote) => mean((of) => inBlocks(of, k, choose).right);
      return {
        ...{ turn, k },
        pass_at_k: mean((of) => passAtKOf(of.length, of.filter(({ correct }) => correct === true).length, k) ?? 0),
        majority_at_k: hasAnswers(mine) && hasAnswers(other) ? chosen(majorityOf) : null,
        best_at_k: hasRewards(mine) && hasRewards(other) ? chosen(bestOf) : null,
      };
    });
  });
}
