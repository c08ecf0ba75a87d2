import type { CSSProperties } from 'react';
import type { LeaderboardRow } from '../../schema/contracts/index.ts';

/** Where a value stands on the scale of a board, as a CSS percentage. */
export type Scale = (value: number) => string;

/** A score on the scale of its method: points without a fraction, shares with three digits. */
export function points(value: number | null): string {
  if (value === null) return '–';
  return Math.abs(value) <= 1 ? value.toFixed(3) : value.toFixed(0);
}

/** "2", "2 to 5", or a dash where the method has no ranges. */
export function rankRange({ best_rank, worst_rank }: Pick<LeaderboardRow, 'best_rank' | 'worst_rank'>): string {
  if (best_rank === null) return '–';
  return best_rank === worst_rank ? String(best_rank) : `${best_rank} to ${worst_rank}`;
}

/** Where a value stands between the lowest and the highest bound on the board, as a share of the cell's width. */
export function scaleOf(rows: LeaderboardRow[]): Scale {
  const ends = rows.flatMap(({ low, score, high }) => [low, score, high]).filter((value) => value !== null);
  const least = Math.min(...ends);
  const most = Math.max(...ends);
  return (value) => `${(most === least ? 50 : 4 + (92 * (value - least)) / (most - least)).toFixed(2)}%`;
}

/** A score's dot and its interval's bar in a table's cell, with their numbers for who cannot see them. */
export function Interval({ row, scale, narrow = false }: { row: LeaderboardRow; scale: Scale; narrow?: boolean }) {
  const { low, score, high } = row;
  if (score === null) return narrow ? null : '–';
  const bounds: Record<string, string> =
    low === null || high === null ? {} : { '--low': scale(low), '--high': scale(high) };
  const text = low === null ? 'no interval' : `${points(low)} to ${points(high)}`;
  return (
    <span
      role="img"
      aria-label={text}
      title={`${points(score)}, ${text}`}
      className={`interval${low === null ? ' bare' : ''}${narrow ? ' narrow' : ''}`}
      style={{ ...bounds, '--at': scale(score) } as CSSProperties}
    />
  );
}
