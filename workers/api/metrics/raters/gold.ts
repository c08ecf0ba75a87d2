import { groupBy, percent, type RatedRow, type Suspicion } from './rows.ts';
import { binomialTail } from './tails.ts';

/** The least share of gold comparisons that an attentive rater gets right. */
export const gold_accuracy = 0.75;

/** Whether a rater fails comparisons whose answer is known more often than an attentive one would: exact binomial. */
export function goldFailed(rows: RatedRow[], accuracy = gold_accuracy): Suspicion[] {
  const known = rows.filter(({ gold }) => gold !== null);
  return [...groupBy(known, ({ rater }) => rater)].map(([rater, own]) => {
    const failed = own.filter(({ choice, gold }) => choice !== gold).length;
    return {
      rater,
      n: own.length,
      statistic: failed / own.length,
      p_value: binomialTail(failed, own.length, 1 - accuracy),
      e_value: null,
      evidence: `Failed ${failed} of ${own.length} comparisons whose answer is known; ${percent(1 - accuracy)} is still attentive.`,
    };
  });
}
