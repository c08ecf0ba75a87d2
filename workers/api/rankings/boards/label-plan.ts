import type { LabelPlan } from '../../../../schema/contracts/leaderboard-reads.ts';
import { type Difference, planLabels, spreadOf } from '../label-plan.ts';
import { against, gamesIn, type Seen } from './seen.ts';

/** Scores of a board that a judge and people made, with their covariance by what would shrink it. */
export interface LabelSpread {
  models: string[];
  theta: Float64Array;
  labels: Float64Array;
  verdicts: Float64Array;
  /** Labels of all pairs. */
  count: number;
  /** The covariance by labels alone; null where people alone have no finite fit. */
  alone: () => Float64Array | null;
}

const power = 0.8;
const assumes = `Both models stay as they are, further labels scatter as those so far, and the test is two-sided at 5 % with power ${power * 100} %.`;

/** How many more ratings of two models tell them apart, if what they did so far is how they are. */
export function labelPlan(seen: Seen, a: string, b: string): LabelPlan {
  const direct = against(seen.counts, a).get(b);
  const known = { a, b, labels_now: direct ? gamesIn(direct) : 0, power, assumes };
  const now = corrected(seen, a, b) ?? fitted(seen, a, b);
  if (now) return { ...known, ...planLabels(now, { power }) };
  const none = { labels_more: null, labels_mix: null, labels_without_judge: null };
  return { ...known, difference: null, standard_error: null, separated: false, ...none };
}

function places(models: string[], a: string, b: string): [number, number] | null {
  const [i, j] = [models.indexOf(a), models.indexOf(b)];
  return i < 0 || j < 0 ? null : [i, j];
}

function fitted({ ranked, counts }: Seen, a: string, b: string): Difference | null {
  const { fit, errors } = ranked ?? {};
  const at = fit && errors && places(fit.board.models, a, b);
  if (!at) return null;
  const difference = (fit.theta[at[0]] ?? 0) - (fit.theta[at[1]] ?? 0);
  const labels = counts.reduce((sum, { wins_a, wins_b, ties }) => sum + wins_a + wins_b + ties, 0);
  const label_variance = spreadOf(errors.covariance(), fit.theta.length, ...at);
  return { difference, label_variance, verdict_variance: 0, labels };
}

function corrected({ ranked }: Seen, a: string, b: string): Difference | null {
  const spread = ranked?.spread;
  const at = spread && places(spread.models, a, b);
  if (!at) return null;
  const { theta, labels, verdicts, count } = spread;
  const of = (covariance: Float64Array) => spreadOf(covariance, theta.length, ...at);
  const alone = spread.alone();
  return {
    difference: (theta[at[0]] ?? 0) - (theta[at[1]] ?? 0),
    label_variance: of(labels),
    verdict_variance: of(verdicts),
    labels: count,
    human_variance: alone ? of(alone) : undefined,
  };
}
