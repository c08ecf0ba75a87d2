import { log } from '../metrics/elementary.ts';
import { normalQuantile } from '../metrics/interval.ts';
import { boardOf, gamesOf, type PairCount } from './board.ts';
import { fitBradleyTerry } from './bradley-terry.ts';
import { center } from './covariance.ts';
import { type CrowdPrior, crowdDirection, crowdInformation, crowdLikelihood } from './crowd-likelihood.ts';
import { type CrowdVotes, crowdVotes } from './crowd-votes.ts';
import type { RankOptions } from './fitted-ranking.ts';
import { cholesky, inverseOf } from './linear.ts';
import { maximize } from './newton.ts';
import { winShare } from './pair-likelihood.ts';
import { addRanges } from './rank-range.ts';
import { type Ranking, type Refused, ranked } from './ranking.ts';

/** How to fit Crowd-BT. Both priors are always there and named: without them perfect separation and perfect raters explain each other. */
export interface CrowdOptions extends Pick<RankOptions, 'prior_games' | 'level' | 'ranges'> {
  /** The Beta prior of a rater's quality; (4, 1.05) is as if three faithful answers had been seen, and a little of a turned one: both above 1 keep it inside 0 to 1. */
  quality_prior?: [number, number];
}

/** A rater's quality: the chance to report a preference as it is; 0.5 tells nothing, less tells the opposite. */
export interface RaterQuality {
  rater: string;
  quality: number;
  ratings: number;
}

const METHOD = 'crowd-bt';
const EM_STEPS = 30;

/**
 * Crowd-BT (Chen et al. 2013): a rater k reports the preference that Bradley–Terry draws with probability η_k and its opposite otherwise.
 * EM finds the region, Newton's method the maximum; rows name their rater as `cluster`. Its certificate is a gradient of 0 at a local maximum:
 * the posterior is not concave, and turning all raters and all scores around fits as well but for the prior.
 */
export function crowdBt(
  counts: PairCount[],
  { prior_games = 1, quality_prior: [quality_a, quality_b] = [4, 1.05], level = 0.95, ranges }: CrowdOptions = {},
): (Ranking & { raters: RaterQuality[] }) | Refused {
  const board = boardOf(counts);
  const start = fitBradleyTerry(board, { prior_games });
  if (!start.ok) return { ...start, method: METHOD };
  const votes = crowdVotes(counts);
  const prior: CrowdPrior = { prior_games, quality_a, quality_b };
  const n = board.models.length;
  const from = Float64Array.from([...start.theta, ...votes.raters.map(() => 2)]);
  for (let step = 0; step < EM_STEPS; step++) expectationStep(votes, prior, from);
  const maximum = maximize(crowdLikelihood(votes, prior), crowdDirection(votes, prior), from);
  const information = crowdInformation(votes, prior, maximum.x).scores;
  const sure = cholesky(information, n);
  const covariance = sure ? center(inverseOf(information, n), n) : null;
  const mean = maximum.x.subarray(0, n).reduce((sum, value) => sum + value, 0) / n;
  const theta = maximum.x.slice(0, n).map((value) => value - mean);
  const errors = covariance && theta.map((_, i) => Math.sqrt(Math.max(0, covariance[i * n + i] ?? 0)));
  const entries = ranked(board.models, theta, errors, gamesOf(board), normalQuantile(1 - (1 - level) / 2));
  const simulated = covariance && ranges && addRanges(entries, board.models, theta, covariance, { ...ranges, level });
  const ratings = new Float64Array(votes.raters.length);
  for (const [entry, k] of votes.rater.entries()) ratings[k] = (ratings[k] ?? 0) + (votes.games[entry] ?? 0);
  return {
    ok: true,
    method: METHOD,
    entries,
    raters: votes.raters.map((rater, k) => ({
      rater,
      quality: winShare(maximum.x[n + k] ?? 0),
      ratings: ratings[k] ?? 0,
    })),
    diagnostics: {
      gradient_norm: maximum.gradient_norm,
      iterations: EM_STEPS + maximum.iterations,
      log_posterior: maximum.value,
      ...prior,
      raters: votes.raters.length,
      level,
      errors: 'information',
      ...simulated,
    },
  };
}

// One step of EM, in place: how probably each report is faithful, then raters' shares of faithful reports and scores by the wins behind them.
function expectationStep(votes: CrowdVotes, prior: CrowdPrior, x: Float64Array): void {
  const n = votes.models.length;
  const faithful = new Float64Array(votes.raters.length).fill(prior.quality_a - 1);
  const all = new Float64Array(votes.raters.length).fill(prior.quality_a + prior.quality_b - 2);
  const rows: PairCount[] = [];
  for (let entry = 0; entry < votes.a.length; entry++) {
    const [a, b, k] = [votes.a[entry] ?? 0, votes.b[entry] ?? 0, votes.rater[entry] ?? 0];
    const [won, games] = [votes.won[entry] ?? 0, votes.games[entry] ?? 0];
    const s = winShare((x[a] ?? 0) - (x[b] ?? 0));
    const eta = winShare(x[n + k] ?? 0);
    const whenWon = (eta * s) / (eta * s + (1 - eta) * (1 - s));
    const whenLost = (eta * (1 - s)) / (eta * (1 - s) + (1 - eta) * s);
    faithful[k] = (faithful[k] ?? 0) + won * whenWon + (games - won) * whenLost;
    all[k] = (all[k] ?? 0) + games;
    const wins_a = won * whenWon + (games - won) * (1 - whenLost);
    const [model_a = '', model_b = ''] = [votes.models[a], votes.models[b]];
    rows.push({ model_a, model_b, wins_a, wins_b: games - wins_a, ties: 0 });
  }
  for (const [k, sum] of faithful.entries()) {
    const eta = Math.min(1 - 1e-6, Math.max(1e-6, sum / (all[k] ?? 1)));
    x[n + k] = log(eta / (1 - eta));
  }
  const start = Object.fromEntries(votes.models.map((model, i) => [model, x[i] ?? 0]));
  const fit = fitBradleyTerry(boardOf(rows), { prior_games: prior.prior_games, start });
  if (fit.ok) x.set(fit.theta);
}
