import { normalQuantile } from '../metrics/interval.ts';
import { winShare } from './pair-likelihood.ts';

/** How sure two models' difference is: its variance split into what more labels shrink and what only more verdicts would (0 without a judge). */
export interface Difference {
  difference: number;
  label_variance: number;
  verdict_variance: number;
  /** Labels of all pairs. */
  labels: number;
  /** The variance if the judge did not count. */
  human_variance?: number | undefined;
}

/** How many more labels would tell two models apart; null where no number would do. */
export interface Plan {
  difference: number;
  standard_error: number;
  /** Whether the interval of the difference leaves out 0 already. */
  separated: boolean;
  /** Labels of this pair alone. */
  labels_more: number | null;
  /** Labels over all pairs, in the mix that they have now. */
  labels_mix: number | null;
  /** The same without the judge; null where none was counted. */
  labels_without_judge: number | null;
}

/**
 * Plans labels: the variance must fall to (difference / (z_level + z_power))². Labels in the present mix shrink their part by their number and
 * leave the part of the judge's verdicts; labels of the pair alone add p·(1 − p) of information each.
 */
export function planLabels(now: Difference, { level = 0.95, power = 0.8 } = {}): Plan {
  const { difference, label_variance, verdict_variance, labels, human_variance } = now;
  const variance = label_variance + verdict_variance;
  const critical = normalQuantile(1 - (1 - level) / 2);
  const target = (difference / (critical + normalQuantile(power))) ** 2;
  const separated = Math.abs(difference) > critical * Math.sqrt(variance);
  const mix = (part: number, left: number) => (left > 0 ? Math.max(0, Math.ceil(labels * (part / left - 1))) : null);
  const p = winShare(difference);
  const alone = target > 0 ? Math.max(0, Math.ceil((1 / target - 1 / variance) / (p * (1 - p)))) : null;
  const judged = mix(label_variance, target - verdict_variance);
  const unjudged = human_variance === undefined ? null : mix(human_variance, target);
  // With labels enough the judge's weight is tuned to 0: no board needs more of them than people alone.
  const least = judged === null || unjudged === null ? (judged ?? unjudged) : Math.min(judged, unjudged);
  return {
    difference,
    standard_error: Math.sqrt(variance),
    separated,
    labels_more: separated ? 0 : alone,
    labels_mix: separated ? 0 : least,
    labels_without_judge: unjudged,
  };
}

/** The variance of two scores' difference by a covariance of n scores (row-major). */
export function spreadOf(covariance: ArrayLike<number>, n: number, a: number, b: number): number {
  const at = (i: number, j: number) => covariance[i * n + j] ?? 0;
  return Math.max(0, at(a, a) + at(b, b) - at(a, b) - at(b, a));
}
