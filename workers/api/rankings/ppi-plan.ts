import { normalQuantile } from '../metrics/interval.ts';

/** How sure two models' difference is: its variance split into what more labels shrink and what only more verdicts would (0 without a judge). */
export interface Difference {
  difference: number;
  label_variance: number;
  verdict_variance: number;
  labels: number;
}

/** How many more labels would tell two models apart. */
export interface LabelPlan {
  difference: number;
  standard_error: number;
  /** Whether the interval of the difference leaves out 0 already. */
  separated: boolean;
  labels: number;
  /** More labels over all pairs, in the mix that they have now; null where no number would do. */
  labels_more: number | null;
  /** More labels of this pair alone, people's only. */
  labels_pair: number | null;
  /** Labels that would do without the judge; null where no judge was counted. */
  labels_without_judge: number | null;
  power: number;
  assumes: string;
}

const ASSUMES =
  'the difference is what it seems now, further labels come in the same mix of pairs and scatter as those so far, and the test is two-sided at the level';

/**
 * Plans labels: the variance must fall to (difference / (z_level + z_power))². Labels in the present mix shrink their part by their number and
 * leave the part of the judge's verdicts; labels of the pair alone add 1 / (p·(1 − p)) each by themselves.
 */
export function planLabels(
  now: Difference,
  { level = 0.95, power = 0.8, human_variance }: { level?: number; power?: number; human_variance?: number } = {},
): LabelPlan {
  const { difference, label_variance, verdict_variance, labels } = now;
  const variance = label_variance + verdict_variance;
  const critical = normalQuantile(1 - (1 - level) / 2);
  const target = (difference / (critical + normalQuantile(power))) ** 2;
  const separated = Math.abs(difference) > critical * Math.sqrt(variance);
  const scaled = (part: number, left: number) => (left > 0 ? Math.max(0, Math.ceil(labels * (part / left - 1))) : null);
  const p = 1 / (1 + Math.exp(-difference));
  const alone = target > 0 ? Math.max(0, Math.ceil((1 / target - 1 / variance) / (p * (1 - p)))) : null;
  return {
    difference,
    standard_error: Math.sqrt(variance),
    separated,
    labels,
    labels_more: separated ? 0 : scaled(label_variance, target - verdict_variance),
    labels_pair: separated ? 0 : alone,
    labels_without_judge: human_variance === undefined ? null : scaled(human_variance, target),
    power,
    assumes: ASSUMES,
  };
}

/** The difference of two models on a board whose covariance has these parts (row-major, in the order of `models`). */
export function differenceOf(
  fit: { models: string[]; theta: ArrayLike<number>; labels: ArrayLike<number>; verdicts: ArrayLike<number> },
  model_a: string,
  model_b: string,
  labels: number,
): Difference | null {
  const [a, b] = [fit.models.indexOf(model_a), fit.models.indexOf(model_b)];
  if (a < 0 || b < 0) return null;
  const n = fit.models.length;
  const spread = (matrix: ArrayLike<number>) =>
    (matrix[a * n + a] ?? 0) + (matrix[b * n + b] ?? 0) - 2 * (matrix[a * n + b] ?? 0);
  return {
    difference: (fit.theta[a] ?? 0) - (fit.theta[b] ?? 0),
    label_variance: spread(fit.labels),
    verdict_variance: spread(fit.verdicts),
    labels,
  };
}
