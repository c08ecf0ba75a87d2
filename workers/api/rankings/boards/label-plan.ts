import type { LabelPlan } from '../../../../schema/contracts/leaderboard-reads.ts';
import { exp } from '../../metrics/elementary.ts';
import { normalQuantile } from '../../metrics/interval.ts';
import { against, gamesIn, type Seen } from './seen.ts';

const power = 0.8;

/** How many more comparisons of two models tell them apart, if what they did so far is how they are. */
export function labelPlan(seen: Seen, a: string, b: string): LabelPlan {
  const assumes = `Both models stay as they are; every further label compares the two directly; two-sided test at 5 % with power ${power * 100} %.`;
  const fit = seen.ranked?.fit;
  const errors = seen.ranked?.errors;
  const direct = against(seen.counts, a).get(b);
  const labels_now = direct ? gamesIn(direct) : 0;
  const [i, j] = [a, b].map((model) => fit?.board.models.indexOf(model) ?? -1);
  const none = {
    a,
    b,
    difference: null,
    standard_error: null,
    separated: false,
    labels_now,
    labels_more: null,
    power,
    assumes,
  };
  if (!fit || !errors || i === undefined || j === undefined || i < 0 || j < 0) return none;
  const n = fit.theta.length;
  const covariance = errors.covariance();
  const at = (x: number, y: number) => covariance[x * n + y] ?? 0;
  const difference = (fit.theta[i] ?? 0) - (fit.theta[j] ?? 0);
  const variance = at(i, i) + at(j, j) - 2 * at(i, j);
  const standard_error = Math.sqrt(Math.max(0, variance));
  const separated = Math.abs(difference) > normalQuantile(0.975) * standard_error;
  const found = { ...none, difference, standard_error, separated };
  if (separated) return { ...found, labels_more: 0 };
  if (difference === 0) return found;
  // One label of the pair adds p(1 − p) to the information about their difference.
  const wanted = (difference / (normalQuantile(0.975) + normalQuantile(power))) ** 2;
  const p = 1 / (1 + exp(-difference));
  return { ...found, labels_more: Math.max(0, Math.ceil((1 / wanted - 1 / variance) / (p * (1 - p)))) };
}
