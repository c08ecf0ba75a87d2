import type { EvaluationResult } from '../../../schema/contracts/evaluations.ts';
import type { IntervalOptions } from '../metrics/interval.ts';
import { pairedTest } from '../metrics/paired-test.ts';
import { flips, signFlips, testOf } from '../metrics/sign-flips.ts';
import type { Fact } from './facts.ts';

/** Two judges on the same items, item by item; null where they share none. */
export function compareJudges(
  facts: Fact[],
  others: Fact[],
  judge_id: string,
  options: IntervalOptions,
): EvaluationResult['comparison'] {
  const by_item = new Map(others.map((fact) => [fact.item, fact]));
  const both = facts.flatMap((fact) => {
    const other = by_item.get(fact.item);
    return other
      ? [{ cluster: fact.cluster, a: worthOf(fact), b: worthOf(other), graded: fact.gold.kind === 'score' }]
      : [];
  });
  const usable = both.flatMap(({ a, b, ...rest }) => (a === null || b === null ? [] : [{ ...rest, a, b }]));
  if (usable.length === 0) return null;
  const graded = usable.some((row) => row.graded);
  const better = (one: number, two: number) => (graded ? one < two : one > two);
  const { accuracy_a, accuracy_b, difference, p_value } = pairedTest(usable, options);
  const this_only = usable.filter(({ a, b }) => better(a, b)).length;
  const other_only = usable.filter(({ a, b }) => better(b, a)).length;
  // Errors of grades are no matter of better or worse alone.
  const test = graded
    ? { p_value: signFlips(usable, options.seed), method: `sign flips of clusters, ${flips} draws` }
    : testOf(usable, p_value, options.seed);
  return {
    judge_id,
    of: graded ? 'mean_absolute_error' : 'accuracy',
    items: usable.length,
    ...{ this_only, other_only },
    ...{ this_value: accuracy_a, other_value: accuracy_b, difference },
    ...test,
  };
}

/** Right or not, where no verdict is not right; of grades the absolute error. */
function worthOf({ gold, score, right, state }: Fact): number | null {
  if (gold.kind === 'score') return score === null || state !== 'decided' ? null : Math.abs(score - gold.score);
  return Number(right === true && state === 'decided');
}
