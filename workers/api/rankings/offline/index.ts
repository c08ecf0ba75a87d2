import { LeaderboardSettings, ranking_methods } from '../../../../schema/contracts/leaderboard-settings.ts';
import type { PairCount } from '../board.ts';
import { computeBoard } from '../boards/compute.ts';

export { csvCounter } from './csv.ts';
export { recompute } from './recompute.ts';

/** Methods that rank by pair counts alone. */
export const methods = ranking_methods.filter((name) =>
  ['bradley-terry', 'win-rate', 'davidson', 'rao-kupper', 'maximal-lottery'].includes(name),
);

/** Ranks counts as a leaderboard does; `bootstrap` is a number of rounds. */
export function rankCounts(
  counts: PairCount[],
  how: { method: string; prior_games: number; seed: number; bootstrap: number | null; whole: boolean },
) {
  const method = methods.find((name) => name === how.method);
  if (!method) throw new RangeError(`there is no method "${how.method}"; there are ${methods.join(', ')}`);
  const { prior_games, seed, bootstrap, whole } = how;
  const intervals = bootstrap === null ? {} : { intervals: { kind: 'bootstrap', rounds: bootstrap } };
  const settings = LeaderboardSettings.parse({ prior_games, seed, ...intervals });
  const inputs = { counts, models: [], start: null };
  const { ranked: _, ...result } = computeBoard({ method, settings }, inputs, whole ? 'whole' : 'none');
  return result;
}
