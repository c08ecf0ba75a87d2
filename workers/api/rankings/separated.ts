import { boardOf, type PairCount } from './board.ts';
import { fitBradleyTerry } from './bradley-terry.ts';
import { errorsOf } from './fitted-ranking.ts';
import { rankRanges } from './rank-range.ts';

/** One game against a model of middling strength each: a model that won all its games has finite errors too. */
const prior_games = 1;

/**
 * How many models from the first place on have that place for certain: each above every model behind it, by the simultaneous rank
 * ranges of Bradley–Terry with one prior game. 0 where nothing can be fitted.
 */
export function separatedFromTop(counts: PairCount[], { level, seed = 1 }: { level: number; seed?: number }): number {
  if (counts.length === 0) return 0;
  const fit = fitBradleyTerry(boardOf(counts), { prior_games });
  const errors = fit.ok ? errorsOf(fit, counts, { errors: 'information' }) : null;
  if (!fit.ok || !errors) return 0;
  const ranges = rankRanges(fit.theta, errors.covariance(), { seed, level });
  const order = ranges.map((_, i) => i).sort((i, j) => (fit.theta[j] ?? 0) - (fit.theta[i] ?? 0));
  const unsure = order.findIndex((i, place) => ranges[i]?.worst !== place + 1 || ranges[i]?.best !== place + 1);
  return unsure < 0 ? order.length : unsure;
}
