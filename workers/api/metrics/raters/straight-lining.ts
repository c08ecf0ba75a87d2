import { groupBy, percent, type RatedRow, type Suspicion, shownChoice } from './rows.ts';
import { runTail } from './tails.ts';

/** A pattern is told by what was chosen so many ratings before: 1 for AAAA, 2 for ABAB, up to 4. */
const lags = [1, 2, 3, 4];

/** Ratings that arrived all at once, as in an import without times, have no order; so many of them must have a time of their own. */
const known_order = 0.8;

/**
 * Whether a rater answers by a pattern: the longest run of choices that repeat the choice one, two, three or four ratings before.
 * Within the tolerance is who repeats up to halfway from as often as the crowd does to always; exact, times four for the four patterns.
 */
export function straightLining(rows: RatedRow[]): Suspicion[] {
  const sequences = [...groupBy(rows, ({ rater }) => rater)].flatMap(([rater, own]) => {
    const times = new Set(own.map(({ at }) => at));
    return times.size < known_order * own.length
      ? []
      : [{ rater, shown: own.toSorted((x, y) => x.at - y.at).map(shownChoice) }];
  });
  const repeats = (shown: string[], lag: number) => shown.slice(lag).map((choice, i) => choice === shown[i]);
  const usual = lags.map((lag) => {
    const matches = sequences.flatMap(({ shown }) => repeats(shown, lag));
    return matches.length === 0 ? 0.5 : matches.filter((same) => same).length / matches.length;
  });
  return sequences.flatMap(({ rater, shown }) => {
    const found = lags.flatMap((lag, i) => {
      const matches = repeats(shown, lag);
      if (matches.length < 2) return [];
      const run = longest(matches);
      return [{ lag, run, usual: usual[i] ?? 0.5, p: runTail(run, matches.length, (1 + (usual[i] ?? 0.5)) / 2) }];
    });
    const [worst] = found.toSorted((x, y) => x.p - y.p);
    if (!worst) return [];
    const { lag, run, p } = worst;
    const before = lag === 1 ? 'the choice before' : `the choice ${lag} before`;
    return [
      {
        rater,
        n: shown.length,
        statistic: run,
        p_value: Math.min(1, found.length * p),
        e_value: null,
        evidence: `Repeated ${before} ${run} times in a row, in ${shown.length} ratings; the crowd repeats it ${percent(worst.usual)} of the time.`,
      },
    ];
  });
}

function longest(matches: boolean[]): number {
  let best = 0;
  let run = 0;
  for (const same of matches) {
    run = same ? run + 1 : 0;
    best = Math.max(best, run);
  }
  return best;
}
