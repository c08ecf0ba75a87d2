import { type Estimate, type IntervalOptions, percentile, uniform } from './interval.ts';

/** Work that an interval may cost: values times rounds. */
const most_steps = 50_000_000;

/** The median of values that hang together in clusters, with a percentile interval by resampling clusters; n counts clusters. */
export function clusterMedian(clusters: number[][], options: IntervalOptions): Estimate {
  const filled = clusters.filter((values) => values.length > 0);
  const sorted = filled
    .flatMap((values, cluster) => values.map((value) => ({ value, cluster })))
    .sort((a, b) => a.value - b.value);
  const n = filled.length;
  if (n === 0) return { value: null, low: null, high: null, n };
  const values = Float64Array.from(sorted, ({ value }) => value);
  const owners = Uint32Array.from(sorted, ({ cluster }) => cluster);
  const value = percentile(values, 0.5);
  if (n < 2) return { value, low: null, high: null, n };
  const { seed, level = 0.95 } = options;
  const rounds = Math.max(100, Math.min(options.rounds ?? 1000, Math.floor(most_steps / values.length)));
  const random = uniform(seed);
  const weights = new Uint32Array(n);
  const draws = new Float64Array(rounds);
  for (let round = 0; round < rounds; round++) {
    weights.fill(0);
    for (let draw = 0; draw < n; draw++) {
      const drawn = Math.floor(random() * n);
      weights[drawn] = (weights[drawn] ?? 0) + 1;
    }
    draws[round] = weightedMedian(values, owners, weights);
  }
  draws.sort();
  const tail = (1 - level) / 2;
  return { value, low: percentile(draws, tail), high: percentile(draws, 1 - tail), n };
}

/** The median of ascending values that each stand as often as their cluster was drawn. */
function weightedMedian(values: Float64Array, owners: Uint32Array, weights: Uint32Array): number {
  let total = 0;
  for (const owner of owners) total += weights[owner] ?? 0;
  let seen = 0;
  for (let at = 0; at < values.length; at++) {
    seen += weights[owners[at] ?? 0] ?? 0;
    if (2 * seen < total || seen === 0) continue;
    if (2 * seen > total) return values[at] ?? Number.NaN;
    let next = at + 1;
    while (next < values.length && (weights[owners[next] ?? 0] ?? 0) === 0) next++;
    return ((values[at] ?? Number.NaN) + (values[next] ?? Number.NaN)) / 2;
  }
  return Number.NaN;
}
