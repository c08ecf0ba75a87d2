import { groupBy, percent, type RatedRow, type Suspicion, shownChoice } from './rows.ts';
import { binomialTail } from './tails.ts';

/**
 * Whether a rater prefers whatever stands on one side. Sides are drawn for each rater, so an honest one prefers either about as often
 * as the others do. Within the tolerance is who leans up to halfway from the others' share to always; exact binomial, twice the tail.
 */
export function oneSided(rows: RatedRow[]): Suspicion[] {
  const sides = rows.filter(({ choice }) => choice === 'a' || choice === 'b');
  const lefts = (some: RatedRow[]) => some.filter((row) => shownChoice(row) === 'left').length;
  const all = lefts(sides);
  return [...groupBy(sides, ({ rater }) => rater)].map(([rater, own]) => {
    const n = own.length;
    const left = lefts(own);
    const others = sides.length - n;
    const usual = others === 0 ? 0.5 : (all - left) / others;
    const [side, k, expected] =
      2 * left >= n ? (['left', left, usual] as const) : (['right', n - left, 1 - usual] as const);
    const tolerated = (1 + Math.max(0.5, expected)) / 2;
    return {
      rater,
      n,
      statistic: k / n,
      p_value: Math.min(1, 2 * binomialTail(k, n, tolerated)),
      e_value: null,
      evidence: `Preferred the ${side} answer in ${k} of ${n} ratings that preferred one; the others do in ${percent(expected)} of theirs.`,
    };
  });
}
