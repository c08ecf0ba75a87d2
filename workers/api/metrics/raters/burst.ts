import { percentile } from '../interval.ts';
import { groupBy, type RatedRow, type Suspicion } from './rows.ts';
import { poissonTail } from './tails.ts';

const window_ms = 60_000;
/** A pace up to this many times the crowd's is somebody quick. */
const quick = 4;

type Timed = RatedRow & { duration_ms: number };

/** As many ratings may have been made before the first one arrived: a page without a network has no more comparisons than it fetched at once. */
const first_together = 10;
/** Time without ratings that may be work to be sent later: more than a day's is none. */
const most_saved_ms = 8 * 3_600_000;

/**
 * Whether ratings arrive faster than a person can give them: the most in any one minute, against a Poisson count at four times the crowd's
 * pace, times as many windows as there are ratings. Ratings given offline arrive together too, so only those count that claim more time
 * than there was since the rating before and had not been used up (and those that claim little time are for the test of haste).
 */
export function burst(rows: RatedRow[]): Suspicion[] {
  const timed = rows.filter((row): row is Timed => row.duration_ms !== null);
  if (timed.length === 0) return [];
  const typical = Math.max(1000, percentile(Float64Array.from(timed, ({ duration_ms }) => duration_ms).sort(), 0.5));
  const pace = (quick * window_ms) / typical;
  return [...groupBy(timed, ({ rater }) => rater)].map(([rater, own]) => {
    const most = busiest(
      own.toSorted((x, y) => x.at - y.at),
      first_together * typical,
    );
    return {
      rater,
      n: own.length,
      statistic: most,
      p_value: Math.min(1, own.length * poissonTail(most, pace)),
      e_value: null,
      evidence: `${most} ratings arrived within a minute that claim more time than had passed; at the crowd's pace it would be ${(pace / quick).toFixed(1)}.`,
    };
  });
}

// The most ratings of a minute that there was no time for.
function busiest(own: Timed[], before_first: number): number {
  const hurried: number[] = [];
  let saved = before_first;
  let last = own[0]?.at ?? 0;
  for (const { at, duration_ms } of own) {
    saved = Math.min(most_saved_ms, saved + at - last) - duration_ms;
    if (saved < 0) hurried.push(at);
    saved = Math.max(0, saved);
    last = at;
  }
  let most = 0;
  for (let from = 0, to = 0; from < hurried.length; from++) {
    while (to < hurried.length && (hurried[to] ?? 0) < (hurried[from] ?? 0) + window_ms) to++;
    most = Math.max(most, to - from);
  }
  return most;
}
