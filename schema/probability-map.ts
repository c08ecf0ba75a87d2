import type { z } from 'zod';
import type { ProbabilityMap } from './contracts/calibrations.ts';

/** A fitted map from a score to a probability, in JSON. */
export type CalibrationMap = z.infer<typeof ProbabilityMap>;

/** The probability that a fitted map gives a score; between knots it is linear, beyond the ends constant; null from a map without rows. */
export function applyCalibration(map: CalibrationMap, score: number): number | null {
  if (map.items === 0) return null;
  if (map.method === 'platt') return 1 / (1 + Math.exp(map.a * score + map.b));
  const at = map.knots.findIndex((knot) => knot.score >= score);
  const above = map.knots[at];
  const below = map.knots[at - 1];
  if (!above) return map.knots.at(-1)?.probability ?? null;
  if (!below || above.score === score) return above.probability;
  const part = (score - below.score) / (above.score - below.score);
  return below.probability + part * (above.probability - below.probability);
}
