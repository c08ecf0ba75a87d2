import type { Reading, Verdict } from '../../../schema/contracts/judges.ts';

/**
 * Folds readings into one verdict: the outcome most readings share, unreadable ones left out.
 * Deterministic readings that agree are certain; the probability of any other verdict is the share that agrees.
 */
export function aggregate(readings: Reading[]): Verdict {
  const readable = readings.filter(({ outcome }) => outcome !== 'unreadable');
  const counts = new Map<Reading['outcome'], number>();
  for (const { outcome } of readable) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const [best] = [...counts].sort(([, a], [, b]) => b - a);
  const reasons = readings.map(({ reason }) => reason).filter(Boolean);
  if (!best) return { outcome: 'unreadable', probability: null, interval: null, reasons };
  return { outcome: best[0], probability: best[1] / readable.length, interval: null, reasons };
}
