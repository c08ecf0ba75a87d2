import type { CalibrationMap } from '../../../schema/probability-map.ts';
import { denseDirection, maximize } from '../rankings/newton.ts';

export { applyCalibration, type CalibrationMap } from '../../../schema/probability-map.ts';

/** A score with what people said: true or 1 where the judge was right, 0.5 for half right. */
export interface ScoredLabel {
  score: number;
  label: boolean | number;
}

/**
 * Isotonic regression by pooling adjacent violators (Ayer et al. 1955), equal scores pooled first; the knots are the ends of each block.
 * It promises no shape but order, and wants some hundreds of labels; with fewer, Platt's two parameters are safer.
 */
export function fitIsotonic(rows: ScoredLabel[]): CalibrationMap {
  const sorted = rows
    .map(({ score, label }) => ({ from: score, to: score, sum: Number(label), count: 1 }))
    .sort((a, b) => a.from - b.from);
  const scores: typeof sorted = [];
  for (const row of sorted) {
    const same = scores.at(-1);
    if (same?.to === row.from) pool(same, row);
    else scores.push(row);
  }
  const rising: typeof sorted = [];
  for (const block of scores) {
    let last = block;
    for (
      let before = rising.at(-1);
      before && before.sum / before.count >= last.sum / last.count;
      before = rising.at(-1)
    ) {
      pool(before, last);
      last = before;
      rising.pop();
    }
    rising.push(last);
  }
  const knots = rising.flatMap(({ from, to, sum, count }) =>
    (from === to ? [from] : [from, to]).map((score) => ({ score, probability: sum / count })),
  );
  return { method: 'isotonic', knots, items: rows.length };
}

function pool(
  into: { to: number; sum: number; count: number },
  from: { to: number; sum: number; count: number },
): void {
  into.to = from.to;
  into.sum += from.sum;
  into.count += from.count;
}

/** Platt scaling P = 1/(1 + exp(a·score + b)), with his smoothed targets (Platt 1999) and a safeguarded Newton fit (Lin, Lin and Weng 2007). */
export function fitPlatt(rows: ScoredLabel[]): CalibrationMap {
  const right = rows.reduce((sum, { label }) => sum + Number(label), 0);
  const high = (right + 1) / (right + 2);
  const low = 1 / (rows.length - right + 2);
  const target = ({ label }: ScoredLabel) => low + Number(label) * (high - low);
  const likelihood = (x: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let value = 0;
    for (const row of rows) {
      const z = (x[0] ?? 0) * row.score + (x[1] ?? 0);
      // −log(1 + exp z) without overflow
      value -= Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - (1 - target(row)) * z;
      const pull = 1 - target(row) - 1 / (1 + Math.exp(-z));
      gradient[0] = (gradient[0] ?? 0) + pull * row.score;
      gradient[1] = (gradient[1] ?? 0) + pull;
    }
    return value;
  };
  const information = (x: Float64Array, matrix: Float64Array): void => {
    // Scores that are all the same leave a and b undetermined; the ridge of Lin et al. picks one.
    matrix.set([1e-10, 0, 0, 1e-10]);
    for (const { score } of rows) {
      const p = 1 / (1 + Math.exp(-(x[0] ?? 0) * score - (x[1] ?? 0)));
      const spread = p * (1 - p);
      matrix[0] = (matrix[0] ?? 0) + spread * score * score;
      matrix[2] = (matrix[2] ?? 0) + spread * score;
      matrix[3] = (matrix[3] ?? 0) + spread;
    }
    matrix[1] = matrix[2] ?? 0;
  };
  const start = Float64Array.of(0, Math.log((rows.length - right + 1) / (right + 1)));
  const [a = 0, b = 0] = maximize(likelihood, denseDirection(information, 2), start).x;
  return { method: 'platt', a, b, items: rows.length };
}
