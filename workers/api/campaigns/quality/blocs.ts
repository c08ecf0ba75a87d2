import type { RaterBloc } from '../../../../schema/contracts/rater-quality.ts';
import { blocs, likely } from '../../metrics/raters/blocs.ts';
import type { RaterRow } from '../../store/rater-quality.ts';
import type { StoredRow } from './rows.ts';

const most_named = 20;

/** Groups that vote one way on a model, among the ratings that count: who was looked at and cleared is not named. */
export function blocsOf(rows: StoredRow[], raters: RaterRow[], cleared: Set<string>): RaterBloc[] {
  const out = new Set(
    raters.flatMap(({ rater_id, state }) => (state === 'held' || state === 'flagged' ? [rater_id] : [])),
  );
  const counted = rows.filter(({ rater, held, gold }) => !held && gold === null && !out.has(rater));
  return blocs(counted)
    .filter(({ flagged }) => flagged)
    .map(({ flagged: _, members, ...bloc }) => ({
      ...bloc,
      likely: members
        .filter(({ rater, probability }) => probability >= likely && !cleared.has(rater))
        .toSorted((x, y) => y.probability - x.probability)
        .slice(0, most_named)
        .map(({ rater, ...chance }) => ({ rater_id: rater, ...chance })),
    }));
}
