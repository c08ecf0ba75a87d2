import { clusterBootstrap } from './bootstrap.ts';
import { type Clustered, clusterSums, ratio, tally } from './clusters.ts';
import type { Estimate, IntervalOptions } from './interval.ts';

/** The steps of one solution that are wrong, and those called wrong; only steps whose truth is known count. */
export interface NamedErrors extends Clustered {
  wrong: number[];
  named: number[];
}

/** Precision and recall of steps called wrong, each step counted once. */
export type NamedErrorsReport = { precision: Estimate; recall: Estimate; f1: Estimate };

/** Precision, recall and F1 of steps called wrong against annotated errors (micro-averaged), with bootstrap intervals over clusters. */
export function namedErrors(rows: NamedErrors[], options: IntervalOptions): NamedErrorsReport {
  const [hits, named, wrong] = [0, 1, 2];
  const sums = clusterSums(rows, 3, (row, into) => {
    const errors = new Set(row.wrong);
    const said = new Set(row.named);
    tally(into, hits, [...said].filter((step) => errors.has(step)).length);
    tally(into, named, said.size);
    tally(into, wrong, errors.size);
  });
  const f1 = (row: Float64Array) => {
    const all = (row[named] ?? 0) + (row[wrong] ?? 0);
    return all === 0 ? null : (2 * (row[hits] ?? 0)) / all;
  };
  return clusterBootstrap(
    sums,
    {
      precision: { value: (row) => ratio(row, hits, named), support: (row) => (row[named] ?? 0) > 0, share: true },
      recall: { value: (row) => ratio(row, hits, wrong), support: (row) => (row[wrong] ?? 0) > 0, share: true },
      f1: { value: f1, share: true },
    },
    options,
  );
}
