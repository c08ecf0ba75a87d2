import type { Crowd } from './crowd.ts';
import { groupBy, pair_answers, type RatedRow, type Suspicion } from './rows.ts';
import { poissonBinomialTail } from './tails.ts';

/** A taste for a model that multiplies the odds of preferring it by up to this much is nobody's business. */
const tolerated_odds = 2;
/** Fewer ratings of a model than this say nothing of a taste for it. */
const least = 3;

/**
 * Whether a rater prefers one model far more often than the others' ratings lead to expect: for each model the chance of so many preferences
 * (Poisson binomial, with twice the expected odds), times the number of models.
 */
export function favoritism(rows: RatedRow[], crowd: Crowd): Suspicion[] {
  if (crowd.answers !== pair_answers) return [];
  return [...groupBy(rows, ({ rater }) => rater)].flatMap(([rater, own]) => {
    const votes = own.flatMap((row) => {
      const [a = 0, b = 0] = crowd.expect(row, [rater]);
      return [
        { model: row.model_a, expected: a, preferred: row.choice === 'a' },
        { model: row.model_b, expected: b, preferred: row.choice === 'b' },
      ];
    });
    const tested = [...groupBy(votes, ({ model }) => model)]
      .filter(([, of]) => of.length >= least)
      .map(([model, of]) => {
        const k = of.filter(({ preferred }) => preferred).length;
        return { model, n: of.length, k, expected: sum(of), p: poissonBinomialTail(k, of.map(raised)) };
      });
    const [worst] = tested.toSorted((x, y) => x.p - y.p);
    if (!worst) return [];
    return [
      {
        rater,
        n: worst.n,
        statistic: worst.k / worst.n,
        p_value: Math.min(1, tested.length * worst.p),
        e_value: null,
        evidence: `Preferred ${worst.model} in ${worst.k} of ${worst.n} comparisons with it; the others' ratings lead to expect ${worst.expected.toFixed(1)}.`,
      },
    ];
  });
}

const raised = ({ expected }: { expected: number }) =>
  (tolerated_odds * expected) / (1 - expected + tolerated_odds * expected);
const sum = (of: { expected: number }[]) => of.reduce((total, { expected }) => total + expected, 0);
