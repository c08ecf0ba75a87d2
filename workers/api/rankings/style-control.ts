import { tanh } from '../metrics/elementary.ts';
import { boardOf, gamesOf, type PairCount } from './board.ts';
import { type CovariateFit, fitCovariates } from './covariate-fit.ts';
import type { RankOptions } from './fitted-ranking.ts';
import { winShare } from './pair-likelihood.ts';
import { addRanges } from './rank-range.ts';
import { type Ranking, type Refused, ranked, withRanks } from './ranking.ts';
import { normalizedDifference, type StyleFeatures, style_features } from './style-features.ts';

/** Counts of comparisons of two texts, with how the texts look. */
export interface StyledCount extends PairCount {
  style_a: StyleFeatures;
  style_b: StyleFeatures;
}

/** What a feature is worth: the log-odds that one standard deviation more of it than the other answer brings, whoever wrote it. */
export interface StyleCoefficient {
  feature: keyof StyleFeatures;
  value: number;
  se: number;
  low: number;
  high: number;
}

type Options = Pick<RankOptions, 'prior_games' | 'level' | 'ranges'>;

/**
 * Style control as Chatbot Arena published it (Li, Angelopoulos and Chiang 2024): Bradley–Terry with the normalized differences of length, headings, list
 * items and bold as covariates, each scaled by its root mean square. Ours are not centered, so that which answer is called a means nothing,
 * and the fit is the maximum-likelihood one, without a penalty. Scores are strengths at equal style.
 */
export function styleControlled(
  rows: StyledCount[],
  options: Options = {},
): (Ranking & { style: StyleCoefficient[] }) | Refused {
  const { level = 0.95, ranges, prior_games } = options;
  const differences = rows.map(({ style_a, style_b }) =>
    style_features.map((feature) => normalizedDifference(style_a[feature], style_b[feature])),
  );
  const scales = style_features.map((_, f) => rootMeanSquare(rows, (i) => differences[i]?.[f] ?? 0));
  const scaled = rows.map((row, i) => ({ ...row, x: scales.map((scale, f) => (differences[i]?.[f] ?? 0) / scale) }));
  const fit = fitCovariates(scaled, style_features.length, prior_games);
  if (!fit.ok) return fit;
  const { theta, beta, models, covariance, size } = fit;
  const n = models.length;
  const reach = fit.reach(level);
  const errors = theta.map((_, i) => Math.sqrt(Math.max(0, covariance[i * size + i] ?? 0)));
  const entries = ranked(models, theta, errors, gamesOf(boardOf(rows)), reach);
  const corner = Float64Array.from({ length: n * n }, (_, at) => covariance[Math.floor(at / n) * size + (at % n)] ?? 0);
  const simulated = ranges && addRanges(entries, models, theta, corner, { ...ranges, level });
  const style = style_features.map((feature, f) => {
    const value = beta[f] ?? 0;
    const se = Math.sqrt(Math.max(0, covariance[(n + f) * (size + 1)] ?? 0));
    return { feature, value, se, low: value - reach * se, high: value + reach * se };
  });
  return {
    ok: true,
    method: 'bradley-terry',
    entries,
    style,
    diagnostics: { ...fit.diagnostics, level, ...simulated },
  };
}

/**
 * Length-controlled win rates: Bradley–Terry with one covariate, tanh of the difference of lengths by its root mean square, and each model's mean
 * probability to beat the others at equal length. AlpacaEval 2 (Dubois et al. 2024) fits such a model for one contestant against one baseline,
 * with a length coefficient of its own and a term for each instruction's difficulty, and a penalty; ours fits all models at once with one coefficient for
 * how much raters like length, and averages over all other models instead of a baseline.
 */
export function lengthControlled(rows: StyledCount[], options: Options = {}): Ranking | Refused {
  const { level = 0.95, prior_games } = options;
  const difference = (row: StyledCount) => row.style_a.characters - row.style_b.characters;
  const scale = rootMeanSquare(rows, (i) => (rows[i] ? difference(rows[i]) : 0));
  const fit = fitCovariates(
    rows.map((row) => ({ ...row, x: [tanh(difference(row) / scale)] })),
    1,
    prior_games,
  );
  if (!fit.ok) return fit;
  const games = gamesOf(boardOf(rows));
  const reach = fit.reach(level);
  const entries = fit.models.map((model, i) => {
    const { value, se } = meanWinRate(fit, i);
    const [low, high] = [Math.max(0, value - reach * se), Math.min(1, value + reach * se)];
    return { model, rank: 0, score: value, se, low, high, games: games[i] ?? 0 };
  });
  const coefficient = fit.beta[0] ?? 0;
  return {
    ok: true,
    method: 'length-controlled',
    entries: withRanks(entries),
    diagnostics: { ...fit.diagnostics, level, length_coefficient: coefficient },
  };
}

// The mean of σ(θ_i − θ_j) over the others, its error by the delta method.
function meanWinRate({ theta, covariance, size }: CovariateFit, i: number) {
  const n = theta.length;
  const slope = new Float64Array(n);
  let value = 0;
  for (let j = 0; j < n; j++) {
    if (j === i) continue;
    const p = winShare((theta[i] ?? 0) - (theta[j] ?? 0));
    value += p / (n - 1);
    slope[j] = (-p * (1 - p)) / (n - 1);
    slope[i] = (slope[i] ?? 0) + (p * (1 - p)) / (n - 1);
  }
  let variance = 0;
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) variance += (slope[k] ?? 0) * (covariance[k * size + j] ?? 0) * (slope[j] ?? 0);
  }
  return { value, se: Math.sqrt(Math.max(0, variance)) };
}

// Over comparisons; 1 where a feature never differs.
function rootMeanSquare(rows: PairCount[], value: (i: number) => number): number {
  let squares = 0;
  let games = 0;
  for (const [i, { wins_a, wins_b, ties }] of rows.entries()) {
    squares += (wins_a + wins_b + ties) * value(i) ** 2;
    games += wins_a + wins_b + ties;
  }
  return squares > 0 ? Math.sqrt(squares / games) : 1;
}
