import type { HeadToHead } from '../../../../schema/contracts/leaderboard-reads.ts';
import { wilson } from '../../metrics/interval.ts';
import { against, gamesIn, predicted, type Seen } from './seen.ts';

const shareOf = (results: Parameters<typeof gamesIn>[0]) => (results.wins + results.ties / 2) / gamesIn(results);

/** Why one model stands above another: results against each other, and against everyone both met. */
export function headToHead(
  seen: Seen,
  a: string,
  b: string,
  neither: { both_good: number; both_bad: number },
): HeadToHead {
  const [of_a, of_b] = [against(seen.counts, a), against(seen.counts, b)];
  const direct = of_a.get(b) ?? { wins: 0, losses: 0, ties: 0 };
  const games = gamesIn(direct);
  const interval = games > 0 ? wilson(direct.wins + direct.ties / 2, games) : null;
  const [row_a, row_b] = [a, b].map((name) => seen.rows.find(({ model }) => model === name));
  const scored = row_a?.score != null && row_b?.score != null;
  const common = [...of_a].flatMap(([model, results]) => {
    const other = of_b.get(model);
    if (!other || gamesIn(results) === 0 || gamesIn(other) === 0) return [];
    const [share_a, share_b] = [shareOf(results), shareOf(other)];
    const speaks_for = share_a > share_b ? ('a' as const) : share_a < share_b ? ('b' as const) : ('neither' as const);
    return [{ model, share_a, games_a: gamesIn(results), share_b, games_b: gamesIn(other), speaks_for }];
  });
  return {
    ...{ a, b, rank_a: row_a?.rank ?? null, rank_b: row_b?.rank ?? null },
    difference: scored ? (row_a?.score ?? 0) - (row_b?.score ?? 0) : null,
    predicted: predicted(seen)(a, b),
    direct: { wins_a: direct.wins, wins_b: direct.losses, ties: direct.ties, ...neither },
    share: interval?.value ?? null,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    common: common.toSorted((x, y) => y.games_a + y.games_b - (x.games_a + x.games_b) || (x.model < y.model ? -1 : 1)),
  };
}
