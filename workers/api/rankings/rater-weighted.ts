import { boardOf, type PairCount } from './board.ts';
import { fitBradleyTerry } from './bradley-terry.ts';
import { errorsOf, fittedRanking, type RankOptions } from './fitted-ranking.ts';
import type { Ranking, Refused } from './ranking.ts';

/** How to rank with weighed raters: a weight for each rater by name (a row's `cluster`); who is not named weighs 1, and 0 leaves a rater out. */
export interface WeightOptions extends RankOptions {
  weights?: Record<string, number>;
}

/**
 * Bradley–Terry with every rater's counts times the rater's weight. Errors are the sandwich clustered by rater, which is right under any
 * weights fixed beforehand; `effective_raters` is Kish's count, (Σ w)² / Σ w² over raters' weighed ratings.
 */
export function raterWeighted(
  counts: PairCount[],
  { weights = {}, ...options }: WeightOptions = {},
): Ranking | Refused {
  const mass = new Map<string, number>();
  const rows = counts.flatMap((row, i) => {
    const weight = row.cluster === undefined ? 1 : (weights[row.cluster] ?? 1);
    if (!(weight >= 0)) throw new RangeError(`the weight of rater ${row.cluster} is ${weight}; it must be at least 0`);
    if (weight === 0) return [];
    const [wins_a, wins_b, ties] = [row.wins_a * weight, row.wins_b * weight, row.ties * weight];
    const name = row.cluster ?? `row ${i}`;
    mass.set(name, (mass.get(name) ?? 0) + wins_a + wins_b + ties);
    return [{ ...row, wins_a, wins_b, ties }];
  });
  const fit = fitBradleyTerry(boardOf(rows), options);
  if (!fit.ok) return { ...fit, method: 'rater-weighted' };
  const ranking = fittedRanking(fit, errorsOf(fit, rows, options), options);
  const all = [...mass.values()];
  const effective_raters = all.reduce((sum, one) => sum + one, 0) ** 2 / all.reduce((sum, one) => sum + one * one, 0);
  return { ...ranking, method: 'rater-weighted', diagnostics: { ...ranking.diagnostics, effective_raters } };
}
