import type { WinMatrix } from '../../../../schema/contracts/leaderboard-reads.ts';
import { predicted, type Seen } from './seen.ts';

/** Every pair's results against what the scores predict. */
export function winMatrix(seen: Seen, snapshot_version: number | null): WinMatrix {
  const models = seen.rows.map(({ model }) => model);
  const at = new Map(models.map((model, i) => [model, i]));
  const expect = predicted(seen);
  const { counts } = seen;
  return {
    snapshot_version,
    models,
    a: counts.map(({ model_a }) => at.get(model_a) ?? 0),
    b: counts.map(({ model_b }) => at.get(model_b) ?? 0),
    wins_a: counts.map(({ wins_a }) => wins_a),
    wins_b: counts.map(({ wins_b }) => wins_b),
    ties: counts.map(({ ties }) => ties),
    // Four digits: a color or a cell shows no more, and 13,000 pairs travel.
    predicted: counts.map(({ model_a, model_b }) => {
      const share = expect(model_a, model_b);
      return share === null ? null : Math.round(share * 10_000) / 10_000;
    }),
  };
}
