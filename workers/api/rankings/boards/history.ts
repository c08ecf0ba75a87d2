import type { LeaderboardHistory } from '../../../../schema/contracts/leaderboard-reads.ts';
import type { Snapshot } from '../../../../schema/contracts/leaderboards.ts';

/** Scores over versions; models in the order of the latest one. */
export function historyOf(snapshots: Snapshot[], most: number): LeaderboardHistory {
  const of = snapshots.map(({ rows }) => new Map(rows.map((row) => [row.model, row])));
  const latest = snapshots.at(-1)?.rows.slice(0, most) ?? [];
  return {
    points: snapshots.map(({ version, watermark, epoch, created_at }) => ({ version, watermark, epoch, created_at })),
    models: latest.map(({ model }) => {
      const rows = of.map((rows) => rows.get(model));
      return {
        model,
        score: rows.map((row) => row?.score ?? null),
        low: rows.map((row) => row?.low ?? null),
        high: rows.map((row) => row?.high ?? null),
        rank: rows.map((row) => row?.rank ?? null),
      };
    }),
  };
}
