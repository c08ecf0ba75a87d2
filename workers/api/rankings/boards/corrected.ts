import type { RankOptions } from '../fitted-ranking.ts';
import { ppiBoard } from '../ppi.ts';
import { ppiPairs } from '../ppi-pairs.ts';
import type { BoardInputs, BoardRow } from './definition.ts';
import type { Ranked } from './rank.ts';
import { pointsOf } from './single-rows.ts';

/** People's board corrected by a judge's verdicts on these and other comparisons of the same pairs. */
export function correctedBoard(
  { rows = [], judge = [] }: BoardInputs,
  options: Pick<RankOptions, 'prior_games' | 'ranges'>,
): Ranked {
  const points = (some: BoardRow[]) => some.map((row) => ({ ...row, points: pointsOf(row) }));
  const { pairs, unjudged } = ppiPairs(points(rows), points(judge));
  const found = ppiBoard(pairs, options);
  if (!found.ok) return { ranking: found, fit: null, errors: null };
  const { fit, ...ranking } = found;
  const diagnostics = { ...ranking.diagnostics, labels_without_verdict: unjudged };
  const alone = () => {
    const without = ppiBoard(pairs, { ...options, lambda: 0 });
    return without.ok ? without.fit.labels : null;
  };
  const labels = pairs.reduce((sum, pair) => sum + pair.labels, 0);
  return { ranking: { ...ranking, diagnostics }, fit: null, errors: null, spread: { ...fit, count: labels, alone } };
}
