import { clusterBootstrap } from './bootstrap.ts';
import type { Estimate, IntervalOptions } from './interval.ts';

/** How far apart two labels are; 0 for the same. */
export type Distance = 'nominal' | 'linear' | 'quadratic';

/** Cohen's kappa of two raters' labels (weighted by squared or absolute distance of numeric labels), with an interval over items. */
export function cohenKappa(
  pairs: [string | number, string | number][],
  options: IntervalOptions & { distance?: Distance },
): Estimate {
  const labels = [...new Set(pairs.flat())];
  const at = new Map(labels.map((label, index) => [label, index]));
  const size = labels.length;
  // A row marks one cell of the contingency table; disagreement observed over disagreement expected by the margins.
  const rows = pairs.map(([a, b]) => {
    const row = new Float64Array(2 * size + 1);
    row[at.get(a) ?? 0] = 1;
    row[size + (at.get(b) ?? 0)] = 1;
    row[2 * size] = apart(a, b, options.distance ?? 'nominal');
    return row;
  });
  const kappa = (sums: Float64Array, n: number): number | null => {
    let expected = 0;
    for (const [i, a] of labels.entries()) {
      for (const [j, b] of labels.entries()) {
        expected += ((sums[i] ?? 0) * (sums[size + j] ?? 0) * apart(a, b, options.distance ?? 'nominal')) / n;
      }
    }
    return expected === 0 ? null : 1 - (sums[2 * size] ?? 0) / expected;
  };
  return clusterBootstrap(rows, { kappa: { value: kappa } }, options).kappa;
}

function apart(a: string | number, b: string | number, distance: Distance): number {
  if (distance === 'nominal') return a === b ? 0 : 1;
  const gap = Math.abs(Number(a) - Number(b));
  return distance === 'linear' ? gap : gap * gap;
}

/** The level of measurement that Krippendorff's alpha assumes. */
export type Level = 'nominal' | 'ordinal' | 'interval' | 'ratio';

/** Krippendorff's alpha: each unit lists the labels it got from any number of raters; units with fewer than two are not pairable. */
export function krippendorffAlpha(
  units: (string | number)[][],
  options: IntervalOptions & { level_of?: Level },
): Estimate {
  const pairable = units.filter((unit) => unit.length > 1);
  const measure = options.level_of ?? 'nominal';
  const labels = [...new Set(pairable.flat())].sort((a, b) => (measure === 'nominal' ? 0 : Number(a) - Number(b)));
  const at = new Map(labels.map((label, index) => [label, index]));
  const size = labels.length;
  // A unit's row is its coincidence matrix: ordered pairs of different raters, weighted by 1/(m − 1).
  const rows = pairable.map((unit) => {
    const row = new Float64Array(size * size);
    for (const [i, a] of unit.entries()) {
      for (const [j, b] of unit.entries()) {
        const cell = (at.get(a) ?? 0) * size + (at.get(b) ?? 0);
        if (i !== j) row[cell] = (row[cell] ?? 0) + 1 / (unit.length - 1);
      }
    }
    return row;
  });
  return clusterBootstrap(rows, { alpha: { value: (sums) => alphaOf(sums, labels, measure) } }, options).alpha;
}

function alphaOf(coincidences: Float64Array, labels: (string | number)[], measure: Level): number | null {
  const size = labels.length;
  const margins = labels.map((_, c) =>
    labels.reduce<number>((sum, _label, k) => sum + (coincidences[c * size + k] ?? 0), 0),
  );
  const total = margins.reduce((sum, margin) => sum + margin, 0);
  let observed = 0;
  let expected = 0;
  for (const [c, a] of labels.entries()) {
    for (const [k, b] of labels.entries()) {
      const gap = difference(c, k, a, b, margins, measure);
      observed += (coincidences[c * size + k] ?? 0) * gap;
      expected += (margins[c] ?? 0) * (margins[k] ?? 0) * gap;
    }
  }
  return expected === 0 ? null : 1 - ((total - 1) * observed) / expected;
}

function difference(
  c: number,
  k: number,
  a: string | number,
  b: string | number,
  margins: number[],
  measure: Level,
): number {
  if (c === k) return 0;
  if (measure === 'nominal') return 1;
  const gap = Number(a) - Number(b);
  if (measure === 'interval') return gap ** 2;
  // Ratio: relative to the sum; two labels that sum to 0 are the same one, or a mistake.
  if (measure === 'ratio') return Number(a) + Number(b) === 0 ? 0 : (gap / (Number(a) + Number(b))) ** 2;
  // Ordinal: how many labels lie between the two ranks, ends counted half.
  const between = margins.slice(Math.min(c, k), Math.max(c, k) + 1).reduce((sum, margin) => sum + margin, 0);
  return (between - ((margins[c] ?? 0) + (margins[k] ?? 0)) / 2) ** 2;
}
