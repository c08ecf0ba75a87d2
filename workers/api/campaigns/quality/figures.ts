import type { RaterFigures } from '../../../../schema/contracts/rater-quality.ts';
import { percentile } from '../../metrics/interval.ts';
import { groupBy, shownChoice } from '../../metrics/raters/rows.ts';
import type { Reliability } from './reliability.ts';
import type { StoredRow } from './rows.ts';

/** Each rater's figures; the answers they are compared with are those that are not held. */
export function figuresOf(rows: StoredRow[], { accuracy, quality }: Reliability): Map<string, RaterFigures> {
  const answers = new Map(
    [
      ...groupBy(
        rows.filter(({ held, gold }) => !held && gold === null),
        ({ comparison }) => comparison,
      ),
    ].map(([comparison, of]) => [comparison, tally(of)]),
  );
  return new Map(
    [...groupBy(rows, ({ rater }) => rater)].map(([rater, own]) => {
      const shown = own.map(shownChoice);
      const [left, right] = [
        shown.filter((side) => side === 'left').length,
        shown.filter((side) => side === 'right').length,
      ];
      const times = Float64Array.from(own.flatMap(({ duration_ms }) => duration_ms ?? [])).sort();
      const known = own.filter(({ gold }) => gold !== null);
      const passed = known.filter(({ gold, choice }) => gold === choice).length;
      const shares = own.flatMap((row) => sameShare(row, answers.get(row.comparison)));
      const figures = {
        ratings: own.length,
        held_ratings: own.filter(({ held }) => held).length,
        first_rated_at: Math.min(...own.map(({ at }) => at)),
        last_rated_at: Math.max(...own.map(({ at }) => at)),
        median_duration_ms: times.length === 0 ? null : percentile(times, 0.5),
        left_share: left + right === 0 ? null : left / (left + right),
        agreement: shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length,
        agreement_n: shares.length,
        gold_passed: passed,
        gold_failed: known.length - passed,
        accuracy: accuracy.get(rater) ?? null,
        quality: quality.get(rater) ?? null,
      };
      return [rater, figures];
    }),
  );
}

type Tally = { total: number; by: Map<string, number> };

function tally(rows: StoredRow[]): Tally {
  const by = new Map<string, number>();
  for (const { choice } of rows) by.set(choice, (by.get(choice) ?? 0) + 1);
  return { total: rows.length, by };
}

// The share of the others' answers that were the same; nothing where there are no others.
function sameShare({ held, choice }: StoredRow, seen: Tally | undefined): number[] {
  const own = held ? 0 : 1;
  const others = (seen?.total ?? 0) - own;
  return others > 0 ? [((seen?.by.get(choice) ?? 0) - own) / others] : [];
}
