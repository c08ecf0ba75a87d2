import { log } from '../elementary.ts';
import { percentile } from '../interval.ts';
import { groupBy, type RatedRow, type Suspicion } from './rows.ts';
import { binomialTail } from './tails.ts';

/** The share of hasty ratings that is still put down to easy comparisons and lucky guesses. */
const tolerated = 0.25;
/** A rating is hasty that took less than this share of the time the crowd takes for as much text, */
const least_ratio = 1 / 3;
/** and lies this many robust standard deviations below it. */
const deviations = 2.5;

type Timed = { rater: string; duration_ms: number; characters: number };

/**
 * Whether a rater is done sooner than the text can be read: ratings far below the crowd's time for that length, log(time) = a + b·log(length) by
 * Theil and Sen with a median and a median absolute deviation, which half a crowd of clickers cannot move. Exact binomial over their share.
 */
export function tooFast(rows: RatedRow[]): Suspicion[] {
  const timed = rows.flatMap(({ rater, duration_ms, characters }): Timed[] =>
    duration_ms === null ? [] : [{ rater, characters, duration_ms }],
  );
  if (timed.length === 0) return [];
  const slope = slopeOf(timed);
  const offset = (row: Timed) => log(Math.max(1, row.duration_ms)) - slope * log(row.characters + 100);
  const offsets = Float64Array.from(timed, offset).sort();
  const middle = percentile(offsets, 0.5);
  const spread = 1.4826 * percentile(offsets.map((value) => Math.abs(value - middle)).sort(), 0.5);
  const cut = Math.min(log(least_ratio), -deviations * spread);
  return [...groupBy(timed, ({ rater }) => rater)].map(([rater, own]) => {
    const gaps = Float64Array.from(own, (row) => offset(row) - middle).sort();
    const hasty = gaps.filter((gap) => gap < cut).length;
    const ratio = Math.exp(percentile(gaps, 0.5));
    const seconds = percentile(Float64Array.from(own, ({ duration_ms }) => duration_ms).sort(), 0.5) / 1000;
    const length = percentile(Float64Array.from(own, ({ characters }) => characters).sort(), 0.5);
    return {
      rater,
      n: own.length,
      statistic: hasty / own.length,
      p_value: binomialTail(hasty, own.length, tolerated),
      e_value: null,
      evidence: `Took ${seconds.toFixed(1)} s for ${Math.round(length)} characters in the middle rating, ${ratio.toFixed(2)} of the crowd's time; ${hasty} of ${own.length} ratings took less than ${Math.exp(cut).toFixed(2)} of it.`,
    };
  });
}

const most_pairs = 5000;

// The median slope between ratings that are half the list apart in length: longer text takes longer, and nobody reads faster for more of it.
function slopeOf(timed: Timed[]): number {
  const sorted = timed.toSorted((x, y) => x.characters - y.characters);
  const half = Math.floor(sorted.length / 2);
  const step = Math.max(1, Math.ceil(half / most_pairs));
  const slopes: number[] = [];
  for (let i = 0; i < half; i += step) {
    const [short, long] = [sorted[i], sorted[i + half]];
    const apart = short && long ? log(long.characters + 100) - log(short.characters + 100) : 0;
    if (short && long && apart > 0.1)
      slopes.push((log(Math.max(1, long.duration_ms)) - log(Math.max(1, short.duration_ms))) / apart);
  }
  return slopes.length < 10 ? 0 : Math.min(1, Math.max(0, percentile(Float64Array.from(slopes).sort(), 0.5)));
}
