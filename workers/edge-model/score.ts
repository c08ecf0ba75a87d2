import type { EdgeConformal, EdgeManifest } from '../../schema/contracts/edge-models.ts';
import { applyCalibration } from '../../schema/probability-map.ts';
import type { Encoded, Truncation } from './encode.ts';

/** What the model's outputs hold for one row. */
export type RawScore = { reward: number; grades: number[] | null; steps: number[] | null };

/** A probability and whether the model's own promise lets it be a verdict. */
export type Stated = { probability: number; abstains: boolean };

/** What an edge model says of one item; null where the model has no such head or no calibration of it. */
export type EdgeScore = {
  reward: number;
  /** That the response is right. */
  right: Stated | null;
  /** Probability of each grade, by its label. */
  grades: Record<string, number> | null;
  /** That each step is right; null for a step that was left out. */
  steps: (number | null)[] | null;
  /** That all steps are. */
  whole: Stated | null;
  tokens: number;
  truncated: Truncation | null;
};

/** Whether a probability is too near to even for the promise; without a threshold that keeps it, every one is. */
function stated(probability: number | null, promise: EdgeConformal | null): Stated | null {
  if (probability === null) return null;
  const sure = Math.max(probability, 1 - probability);
  return { probability, abstains: promise !== null && (promise.threshold === null || sure < promise.threshold) };
}

/** Reads a row's outputs: calibrated probabilities, and the abstain decision of each use. */
export function readScore(manifest: EdgeManifest, { ids, step_at, truncated }: Encoded, raw: RawScore): EdgeScore {
  const { heads, conformal } = manifest;
  const { steps: steps_head, grades: grades_head, reward } = heads;
  const steps =
    steps_head &&
    raw.steps &&
    step_at.map((at) => (at === null ? null : applyCalibration(steps_head.map, raw.steps?.[at] ?? Number.NaN)));
  const seen = steps?.filter((p) => p !== null) ?? [];
  // A solution is as right as its weakest step (Lightman et al. 2023 compare the minimum with the product).
  const weakest = seen.length > 0 ? Math.min(...seen) : null;
  const whole = weakest !== null && steps_head?.whole_map ? applyCalibration(steps_head.whole_map, weakest) : weakest;
  return {
    reward: raw.reward,
    right: stated(reward.map && applyCalibration(reward.map, raw.reward), conformal.score),
    grades: grades_head && raw.grades ? softmax(grades_head.labels, raw.grades, grades_head.temperature) : null,
    steps: steps || null,
    whole: stated(whole, conformal.steps),
    tokens: ids.length,
    truncated,
  };
}

/** The probability that A is better, from the difference of two rewards (Bradley and Terry 1952). */
export function readPair({ heads, conformal }: EdgeManifest, a: number, b: number): Stated | null {
  const map = heads.reward.pair_map;
  return stated(map && applyCalibration(map, a - b), conformal.pair);
}

function softmax(labels: number[], logits: number[], temperature: number): Record<string, number> {
  const top = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp((logit - top) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Object.fromEntries(labels.map((label, at) => [String(label), (weights[at] ?? 0) / total]));
}
