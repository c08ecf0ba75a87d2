/** One measured line: what was measured, its baseline in the same run, and how they compare (above 1 is better). */
export type Row = {
  name: string;
  value: number;
  unit: string;
  baseline: string;
  baseline_value: number;
  /** Ratio that we aim for, where there is one. */
  target?: number;
  /** Whether a larger value is better (a rate) or a smaller one (a time). */
  better: 'higher' | 'lower';
};

/** A suite answers with its rows; it measures its baseline itself, in the same run. */
export type Suite = () => Promise<Row[]>;

/** How much better than the baseline. */
export function ratioOf(row: Row): number {
  return row.better === 'higher' ? row.value / row.baseline_value : row.baseline_value / row.value;
}

/** Runs `count` calls, `width` at a time; answers with calls a second and the sorted times in ms. */
export async function load(count: number, width: number, call: (index: number) => Promise<void>) {
  const times: number[] = [];
  let next = 0;
  const started = performance.now();
  const lane = async () => {
    while (next < count) {
      const index = next++;
      const at = performance.now();
      await call(index);
      times.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  const per_second = (count / (performance.now() - started)) * 1000;
  return { per_second, times: times.sort((a, b) => a - b) };
}

/** The p-quantile of sorted times. */
export const quantile = (sorted: number[], p: number): number =>
  sorted[Math.floor((sorted.length - 1) * p)] ?? Number.NaN;

/** Milliseconds of the median of `rounds` runs, after one to warm up. */
export function medianMs(rounds: number, run: () => unknown): number {
  run();
  const times = Array.from({ length: rounds }, () => {
    const at = performance.now();
    run();
    return performance.now() - at;
  });
  return quantile(
    times.sort((a, b) => a - b),
    0.5,
  );
}
