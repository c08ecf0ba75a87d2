import { clusterBootstrap } from './bootstrap.ts';
import type { Estimate, IntervalOptions } from './interval.ts';

/**
 * Fleiss' kappa (Psychological Bulletin 76 (1971), eq. 7): each unit lists the labels it got from any raters, as many in each unit;
 * with an interval over units. Where units have different numbers of labels, Krippendorff's alpha applies and this is undefined.
 */
export function fleissKappa(units: (string | number)[][], options: IntervalOptions): Estimate {
  const size = units[0]?.length ?? 0;
  if (size < 2 || units.some((unit) => unit.length !== size)) return { value: null, low: null, high: null, n: 0 };
  const labels = [...new Set(units.flat())];
  const at = new Map(labels.map((label, index) => [label, index]));
  // A unit's row: how often it got each label, and the share of its pairs of raters that agree.
  const rows = units.map((unit) => {
    const row = new Float64Array(labels.length + 1);
    for (const label of unit) row[at.get(label) ?? 0] = (row[at.get(label) ?? 0] ?? 0) + 1;
    row[labels.length] = row.reduce((pairs, n) => pairs + n * (n - 1), 0) / (size * (size - 1));
    return row;
  });
  const kappa = (sums: Float64Array, n: number): number | null => {
    const expected = labels.reduce<number>((sum, _, j) => sum + ((sums[j] ?? 0) / (n * size)) ** 2, 0);
    return expected >= 1 - 1e-12 ? null : ((sums[labels.length] ?? 0) / n - expected) / (1 - expected);
  };
  return clusterBootstrap(rows, { kappa: { value: kappa } }, options).kappa;
}
