import type { BoardAgreement } from '../../../../schema/contracts/leaderboard-reads.ts';
import type { Leaderboard } from '../../../../schema/contracts/leaderboards.ts';
import type { PairCount } from '../board.ts';
import { kendall, spearman } from './rank-correlation.ts';
import type { Seen } from './seen.ts';

/** Two boards side by side. */
export function agreementOf(
  boards: { left: Leaderboard; right: Leaderboard },
  left: Seen,
  right: Seen,
): BoardAgreement {
  const rights = new Map(right.rows.map((row) => [row.model, row]));
  const lefts = new Set(left.rows.map(({ model }) => model));
  const models = left.rows.flatMap((row) => {
    const other = rights.get(row.model);
    if (!other) return [];
    const ranks = { left_rank: row.rank, right_rank: other.rank };
    return [{ model: row.model, ...ranks, left_score: row.score, right_score: other.score }];
  });
  const scored = models.filter(({ left_score, right_score }) => left_score !== null && right_score !== null);
  const [x, y] = [scored.map((row) => row.left_score ?? 0), scored.map((row) => row.right_score ?? 0)];
  return {
    ...boards,
    models,
    only_left: left.rows.map(({ model }) => model).filter((model) => !rights.has(model)),
    only_right: right.rows.map(({ model }) => model).filter((model) => !lefts.has(model)),
    spearman: scored.length < 3 ? null : spearman(x, y),
    kendall: scored.length < 3 ? null : kendall(x, y),
    disagreements: disagreements(left, right),
  };
}

function disagreements(left: Seen, right: Seen): BoardAgreement['disagreements'] {
  const key = ({ model_a, model_b }: PairCount) => `${model_a}\n${model_b}`;
  const share = ({ wins_a, wins_b, ties }: PairCount) => (wins_a + ties / 2) / (wins_a + wins_b + ties);
  const rights = new Map(right.counts.map((row) => [key(row), row]));
  return left.counts
    .flatMap((row) => {
      const other = rights.get(key(row));
      if (!other) return [];
      const [left_first, right_first] = [share(row), share(other)];
      const opposed = (left_first - 0.5) * (right_first - 0.5) < 0;
      return opposed ? [{ a: row.model_a, b: row.model_b, left_first, right_first }] : [];
    })
    .toSorted((p, q) => Math.abs(q.left_first - q.right_first) - Math.abs(p.left_first - p.right_first))
    .slice(0, 100);
}
