import { type Estimate, type IntervalOptions, percentile, uniform, wilson } from './interval.ts';

/** A statistic of clustered rows: its value from summed columns, and how many clusters it rests on. */
export interface Statistic {
  /** The value from the columns' sums over `clusters` clusters; null where it is undefined. */
  value: (sums: Float64Array, clusters: number) => number | null;
  /** The column whose positive entries mark the clusters that the statistic rests on; all of them when absent. */
  support?: (row: Float64Array) => boolean;
  /** A share in 0..1: a resample that never varies (all right, all wrong) then falls back to Wilson's interval. */
  share?: boolean;
}

/**
 * Percentile intervals by resampling clusters (questions, raters) with replacement.
 * Each cluster is a row of sums, so a round costs one addition per cluster and column, whatever lies inside a cluster.
 * Resamples in which a statistic is undefined are left out; with fewer than half of them defined, or fewer than two clusters, there is no interval.
 */
export function clusterBootstrap<K extends string>(
  rows: Float64Array[],
  statistics: Record<K, Statistic>,
  { seed, rounds = 1000, level = 0.95 }: IntervalOptions,
): Record<K, Estimate> {
  const names = Object.keys(statistics) as K[];
  const width = rows[0]?.length ?? 0;
  const draws = new Map<K, number[]>(names.map((name) => [name, []]));
  const random = uniform(seed);
  const sums = new Float64Array(width);
  const blocks = blocksOf(rows, width);
  for (let round = 0; rows.length > 1 && round < rounds; round++) {
    const clusters = redraw(blocks, width, random, sums);
    for (const name of names) {
      const value = statistics[name].value(sums, clusters);
      if (value !== null) draws.get(name)?.push(value);
    }
  }
  sums.fill(0);
  for (const row of rows) addTo(sums, row);
  const estimates = names.map((name): [K, Estimate] => {
    const statistic = statistics[name];
    const value = rows.length === 0 ? null : statistic.value(sums, rows.length);
    const { support } = statistic;
    const n = support ? rows.filter((row) => support(row)).length : rows.length;
    return [name, interval(value, n, draws.get(name) ?? [], rounds, level, statistic.share ?? false)];
  });
  return Object.fromEntries(estimates) as Record<K, Estimate>;
}

const MANY = 2000;
const BLOCKS = 1000;

/** Rows one after another, so that a round runs over plain numbers, and how many clusters are in each. */
type Blocks = { sums: Float64Array; clusters: Uint32Array };

// Independent clusters may be drawn in any fixed blocks: of very many, 1,000 blocks show the same spread at a fraction of the time.
function blocksOf(rows: Float64Array[], width: number): Blocks {
  const size = rows.length <= MANY ? rows.length : BLOCKS;
  const blocks = { sums: new Float64Array(size * width), clusters: new Uint32Array(size) };
  for (const [i, row] of rows.entries()) {
    const block = i % size;
    addTo(blocks.sums.subarray(block * width, (block + 1) * width), row);
    blocks.clusters[block] = (blocks.clusters[block] ?? 0) + 1;
  }
  return blocks;
}

/** Fills `into` with the sums of as many blocks as there are, drawn with replacement. @returns how many clusters those are */
function redraw({ sums, clusters }: Blocks, width: number, random: () => number, into: Float64Array): number {
  const size = clusters.length;
  let count = 0;
  into.fill(0);
  for (let draw = 0; draw < size; draw++) {
    const block = Math.floor(random() * size);
    count += clusters[block] as number;
    const start = block * width;
    for (let column = 0; column < width; column++)
      into[column] = (into[column] as number) + (sums[start + column] as number);
  }
  return count;
}

function interval(
  value: number | null,
  n: number,
  draws: number[],
  rounds: number,
  level: number,
  share: boolean,
): Estimate {
  if (value === null) return { value, low: null, high: null, n };
  // A resample cannot show variation that the sample does not have; Wilson's interval does not pretend to certainty.
  if (share && (value < 1e-12 || value > 1 - 1e-12)) return { ...wilson(value * n, n, level), value };
  if (draws.length * 2 < rounds) return { value, low: null, high: null, n };
  const sorted = Float64Array.from(draws).sort();
  const tail = (1 - level) / 2;
  return { value, low: percentile(sorted, tail), high: percentile(sorted, 1 - tail), n };
}

function addTo(sums: Float64Array, row: Float64Array | undefined): void {
  if (!row) return;
  for (let column = 0; column < sums.length; column++) sums[column] = (sums[column] ?? 0) + (row[column] ?? 0);
}
