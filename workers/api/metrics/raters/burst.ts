import { percentile } from '../interval.ts';
import { groupBy, type RatedRow, type Suspicion } from './rows.ts';
import { poissonTail } from './tails.ts';

const window_ms = 60_000;
/** A pace up to this many times the crowd's is somebody quick. */
const quick = 4;

type Timed = RatedRow & { duration_ms: number };

/**
 * Whether ratings arrive faster than a person can give them: the most in any one minute, against a Poisson count at four times the crowd's
 * pace, times as many windows as there are ratings. Ratings given offline arrive together too: a minute whose ratings fit, by the times
 * that they claim, into the time since the rating before it is no burst (and one that claims little time is for the test of haste).
 */
export function burst(rows: RatedRow[]): Suspicion[] {
  const timed = rows.filter((row): row is Timed => row.duration_ms !== null);
  if (timed.length === 0) return [];
  const typical = Math.max(1000, percentile(Float64Array.from(timed, ({ duration_ms }) => duration_ms).sort(), 0.5));
  const pace = (quick * window_ms) / typical;
  return [...groupBy(timed, ({ rater }) => rater)].map(([rater, own]) => {
    const most = busiest(own.toSorted((x, y) => x.at - y.at));
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

// The most ratings of a minute that cannot have been made by then. The first rating's beginning is unknown, so windows start at the second.
function busiest(own: Timed[]): number {
  const claimed = new Float64Array(own.length + 1);
  for (const [i, { duration_ms }] of own.entries()) claimed[i + 1] = (claimed[i] ?? 0) + duration_ms;
  let best = 0;
  for (let from = 1, to = 1; from < own.length; from++) {
    const start = own[from]?.at ?? 0;
    to = Math.max(to, from);
    while (to < own.length && (own[to]?.at ?? 0) < start + window_ms) to++;
    const passed = (own[to - 1]?.at ?? 0) - (own[from - 1]?.at ?? 0);
    if ((claimed[to] ?? 0) - (claimed[from] ?? 0) > passed) best = Math.max(best, to - from);
  }
  return best;
}
