import type { Crowd } from './crowd.ts';
import { type Answer, groupBy, pair_answers, percent, type RatedRow, type Suspicion } from './rows.ts';

/** The share of answers that a rater owes to the crowd's expectation; the rest may be guessed. */
export const faithful = 0.6;
/** Shares of guessed answers that are bet on. */
const aims = [0.75, 1];

/**
 * A bet per rater against "at least three in five answers come out as the others' ratings of the same comparison lead to expect, the rest are
 * guessed": capital is multiplied by (what a guesser would have answered) / (what the null's worst rater would have), evenly over two
 * guessers. With chances (1−ε)·p + ε·u, the ratio of ε₁ ≥ ε₀ to ε₀ has mean at most 1 under every ε ≤ ε₀, so the capital is an e-value at any
 * time one looks, and exceeds 1/α with chance at most α (Ville; Vovk and Wang, Annals of Statistics 49 (2021); betting as in Waudby-Smith
 * and Ramdas, JRSS B 86 (2024)).
 */
export function outlier(rows: RatedRow[], crowd: Crowd): Suspicion[] {
  const guess = guessOf(rows, crowd.answers);
  return [...groupBy(rows, ({ rater }) => rater)].flatMap(([rater, own]) => {
    const me = [rater];
    const checked = own.filter((row) => crowd.others(row, me) > 0);
    if (checked.length === 0) return [];
    const capital = aims.map(() => 1 / aims.length);
    let expected = 0;
    let agreed = 0;
    for (const row of checked.toSorted((x, y) => x.at - y.at)) {
      const chances = crowd.expect(row, me);
      const at = crowd.answers.indexOf(row.choice);
      const [p, u] = [chances[at] ?? 0, guess[at] ?? 0];
      const tolerated = faithful * p + (1 - faithful) * u;
      for (const [i, aim] of aims.entries())
        capital[i] = Math.min(Number.MAX_VALUE, (capital[i] ?? 0) * (((1 - aim) * p + aim * u) / tolerated));
      expected += chances.reduce((sum, chance) => sum + chance * chance, 0);
      agreed += p;
    }
    const n = checked.length;
    const guessed = guess.reduce((sum, chance) => sum + chance * chance, 0);
    return [
      {
        rater,
        n,
        statistic: agreed / n,
        p_value: null,
        e_value: Math.min(
          Number.MAX_VALUE,
          capital.reduce((sum, one) => sum + one, 0),
        ),
        evidence: `Answered as others did in ${percent(agreed / n)} of ${n} comparisons that others rated; the crowd itself comes to ${percent(expected / n)}, and guessing to about ${percent(guessed)}.`,
      },
    ];
  });
}

// How somebody guesses who reads nothing: each answer as often as the crowd gives it, but either side alike.
function guessOf(rows: RatedRow[], answers: readonly Answer[]): Float64Array {
  const shares = Float64Array.from(
    answers,
    (answer) => (rows.filter(({ choice }) => choice === answer).length + 0.5) / (rows.length + answers.length / 2),
  );
  const side = ((shares[0] ?? 0) + (shares[1] ?? 0)) / 2;
  return answers === pair_answers ? shares.map((share, i) => (i < 2 ? side : share)) : shares;
}
