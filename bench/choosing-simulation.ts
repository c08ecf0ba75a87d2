import { pathToFileURL } from 'node:url';
import type { Strategy } from '../schema/contracts/campaign-settings.ts';
import { strategies } from '../workers/api/campaigns/choosing/index.ts';
import { uniform } from '../workers/api/metrics/interval.ts';
import type { PairCount } from '../workers/api/rankings/board.ts';
import { cholesky } from '../workers/api/rankings/linear.ts';
import { type PairDesign, pairDesign } from '../workers/api/rankings/pair-design.ts';
import { winShare } from '../workers/api/rankings/pair-likelihood.ts';

/** A campaign that is simulated: so many models of strengths drawn from a normal with this spread, and so many ratings. */
export type Planted = { models: number; spread: number; ratings: number; every: number };

/** What came of one campaign. */
export type Reached = {
  /** How far a model stands from its true place, on average. */
  rank_error: number;
  /** Whether the model on top is the strongest. */
  top: number;
  /** How far the first three stand from their places, on average. */
  top_error: number;
  /** The logarithm of the information's determinant at the true strengths, per score that can be told. */
  log_information: number;
};

/** Plays one campaign by a strategy: pairs are drawn anew after every so many ratings, as in the Worker. */
export function play(strategy: Strategy, seed: number, { models, spread, ratings, every }: Planted): Reached {
  const random = uniform(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const truth = Array.from({ length: models }, () => spread * normal());
  const names = truth.map((_, i) => `m${String(i).padStart(4, '0')}`);
  const open = names.flatMap((one, i) => names.slice(i + 1).map((other) => [one, other] as const));
  const counts: PairCount[] = open.map(([model_a, model_b]) => ({ model_a, model_b, wins_a: 0, wins_b: 0, ties: 0 }));
  for (let done = 0; done < ratings; done += every) {
    const design = pairDesign(counts, open);
    for (const pair of draw(strategy, design, every, random)) {
      const count = counts[pair];
      const difference = (truth[design.a[pair] ?? 0] ?? 0) - (truth[design.b[pair] ?? 0] ?? 0);
      if (count && random() < winShare(difference)) count.wins_a += 1;
      else if (count) count.wins_b += 1;
    }
  }
  const { theta } = pairDesign(counts, open);
  const [true_rank, rank] = [placesOf(truth), placesOf([...theta])];
  const off = rank.map((place, model) => Math.abs(place - (true_rank[model] ?? 0)));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const first = off.filter((_, model) => (true_rank[model] ?? 0) < 3);
  return {
    rank_error: mean(off),
    top: rank.indexOf(0) === true_rank.indexOf(0) ? 1 : 0,
    top_error: mean(first),
    log_information: logDeterminant(counts, open, truth) / (models - 1),
  };
}

function draw(strategy: Strategy, design: PairDesign, count: number, random: () => number): number[] {
  const by_models = strategies[strategy];
  if (by_models) return by_models(design, count, random);
  // By coverage the least rated pair is next, at random among equals.
  const games = Array.from(design.a, (_, pair) => (design.wins_a[pair] ?? 0) + (design.wins_b[pair] ?? 0));
  return Array.from({ length: count }, () => {
    const least = Math.min(...games);
    const equal = games.flatMap((value, pair) => (value === least ? [pair] : []));
    const pair = equal[Math.floor(random() * equal.length)] ?? 0;
    games[pair] = least + 1;
    return pair;
  });
}

const placesOf = (strengths: number[]): number[] =>
  strengths.map((strength) => strengths.filter((other) => other > strength).length);

function logDeterminant(counts: PairCount[], open: (readonly [string, string])[], truth: number[]): number {
  const n = truth.length;
  // A constant that all scores share cannot be told: adding 1/n everywhere fixes it.
  const matrix = new Float64Array(n * n).fill(1 / n);
  for (const [pair, { wins_a, wins_b }] of counts.entries()) {
    const [i, j] = (open[pair] ?? []).map((name) => Number(name.slice(1)));
    const p = winShare((truth[i ?? 0] ?? 0) - (truth[j ?? 0] ?? 0));
    const weight = (wins_a + wins_b) * p * (1 - p);
    for (const [x, y, sign] of [
      [i, i, 1],
      [j, j, 1],
      [i, j, -1],
      [j, i, -1],
    ] as const) {
      const at = (x ?? 0) * n + (y ?? 0);
      matrix[at] = (matrix[at] ?? 0) + sign * weight;
    }
  }
  if (!cholesky(matrix, n)) return Number.NEGATIVE_INFINITY;
  return (
    2 * Array.from({ length: n }, (_, i) => Math.log(matrix[i * n + i] ?? 1)).reduce((sum, value) => sum + value, 0)
  );
}

/** The mean of paired differences with its 95 % interval (normal). */
export function meanOf(values: number[]): { value: number; low: number; high: number } {
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  const variance = values.reduce((sum, one) => sum + (one - value) ** 2, 0) / (values.length - 1);
  const half = 1.96 * Math.sqrt(variance / values.length);
  return { value, low: value - half, high: value + half };
}

/** What each strategy gains over uniform choice, campaign by campaign with the same strengths. */
export function compare(planted: Planted, campaigns: number, of = Object.keys(strategies) as Strategy[]) {
  const seeds = Array.from({ length: campaigns }, (_, i) => 1 + i);
  const base = seeds.map((one) => play('uniform', one, planted));
  return of.map((strategy) => {
    const reached = strategy === 'uniform' ? base : seeds.map((one) => play(strategy, one, planted));
    const gain = (of: keyof Reached) => meanOf(reached.map((one, i) => one[of] - (base[i]?.[of] ?? 0)));
    const mean = (of: keyof Reached) => reached.reduce((sum, one) => sum + one[of], 0) / campaigns;
    return {
      ...{ strategy, rank_error: mean('rank_error'), top: mean('top'), top_error: mean('top_error') },
      gain: {
        rank_error: gain('rank_error'),
        top: gain('top'),
        top_error: gain('top_error'),
        log_information: gain('log_information'),
      },
    };
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const planted = { models: 12, spread: 1, ratings: 1200, every: 20 };
  const show = ({ value, low, high }: { value: number; low: number; high: number }, digits = 3) =>
    `${value.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
  const times = ({ value, low, high }: { value: number; low: number; high: number }) =>
    show({ value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) });
  console.log(
    '| strategy | rank error | against uniform | rank error of the best three | against uniform | best found | against uniform | information |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const { strategy, rank_error, top, top_error, gain } of compare(planted, Number(process.argv[2] ?? 400)))
    console.log(
      `| \`${strategy}\` | ${rank_error.toFixed(3)} | ${show(gain.rank_error)} | ${top_error.toFixed(3)} | ${show(gain.top_error)} | ${(100 * top).toFixed(1)} % | ${show(gain.top)} | × ${times(gain.log_information)} |`,
    );
}
