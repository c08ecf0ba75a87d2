import { burst } from './burst.ts';
import { collusion } from './collusion.ts';
import { type Crowd, learnCrowd } from './crowd.ts';
import { benjaminiHochberg, eBenjaminiHochberg } from './discoveries.ts';
import { duplicates } from './duplicates.ts';
import { favoritism } from './favoritism.ts';
import { goldFailed } from './gold.ts';
import { tooFast } from './haste.ts';
import { oneSided } from './one-sided.ts';
import { outlier } from './outlier.ts';
import type { RatedRow, Suspicion } from './rows.ts';
import { straightLining } from './straight-lining.ts';

/** Every detector, by name. */
export const detectors = {
  'time-too-short': tooFast,
  'one-sided': oneSided,
  'straight-lining': straightLining,
  burst,
  'duplicate-network': duplicates,
  collusion,
  'gold-failed': (rows) => goldFailed(rows),
  favoritism,
  outlier,
} as const satisfies Record<string, (rows: RatedRow[], crowd: Crowd) => Suspicion[]>;

/** The name of a detector. */
export type DetectorName = keyof typeof detectors;

/** What a detector found of a rater, with the value at which it acts in this crowd. */
export interface Finding extends Suspicion {
  detector: DetectorName;
  /** The largest p-value, or the least e-value, that is acted on here; null where none was extreme enough. */
  threshold: number | null;
  flagged: boolean;
}

/** How raters are inspected. */
export interface InspectOptions {
  /** The share of those flagged by one detector that may be honest, in the mean. */
  false_discovery_rate?: number;
  /** Raters whose ratings the crowd is not learned from: who is held back already. */
  left_out?: Set<string>;
  /** Ratings that the crowd is learned from though nobody is tested by them. */
  background?: RatedRow[];
  /** How often the crowd is learned anew without those who were flagged. */
  rounds?: number;
}

/**
 * Every detector on every rater. Over the raters of one detector the rate of false discoveries is bounded: Benjamini and Hochberg's for
 * p-values, Wang and Ramdas's for e-values. Then the crowd is learned anew without those flagged, until nobody joins them.
 */
export function inspectRaters(
  rows: RatedRow[],
  { false_discovery_rate = 0.05, left_out = new Set(), background = [], rounds = 3 }: InspectOptions = {},
): Finding[] {
  let out = left_out;
  for (let round = 1; ; round++) {
    const found = inspectOnce(rows, learnCrowd([...rows, ...background], out), false_discovery_rate);
    const next = new Set([...out, ...found.flatMap(({ rater, flagged }) => (flagged ? [rater] : []))]);
    if (round >= rounds || next.size === out.size) return found;
    out = next;
  }
}

function inspectOnce(rows: RatedRow[], crowd: Crowd, rate: number): Finding[] {
  return Object.entries(detectors).flatMap(([detector, detect]) => {
    const found = detect(rows, crowd);
    const most = benjaminiHochberg(
      found.flatMap(({ p_value }) => p_value ?? []),
      rate,
    );
    const least = eBenjaminiHochberg(
      found.flatMap(({ e_value }) => e_value ?? []),
      rate,
    );
    return found.map((one) => {
      const by_p = one.p_value !== null;
      const flagged = by_p ? most > 0 && (one.p_value ?? 1) <= most : (one.e_value ?? 0) >= least;
      const threshold = by_p ? most || null : Number.isFinite(least) ? least : null;
      return { ...one, detector: detector as DetectorName, threshold, flagged };
    });
  });
}
