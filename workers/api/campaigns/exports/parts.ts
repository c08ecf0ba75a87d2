import type { LeaderboardRow, Snapshot } from '../../../../schema/contracts/leaderboards.ts';
import type { BoardInputs } from '../../rankings/boards/definition.ts';
import type { PairCount } from '../../rankings/index.ts';
import type { Column, Table } from './table.ts';

type Cell = Column['data'][number];

function columns<T>(rows: T[], of: Record<string, [Column['type'], (row: T) => Cell]>): Table {
  return Object.entries(of).map(([name, [type, read]]) => ({ name, type, data: rows.map(read) }));
}

/** A board's rows. */
export function boardTable({ rows }: Pick<Snapshot, 'rows'>): Table {
  const number = (read: (row: LeaderboardRow) => number | null): [Column['type'], (row: LeaderboardRow) => Cell] => [
    'DOUBLE',
    read,
  ];
  return columns(rows, {
    rank: ['INT32', (row) => row.rank],
    model: ['STRING', (row) => row.model],
    score: number((row) => row.score),
    low: number((row) => row.low),
    high: number((row) => row.high),
    best_rank: ['INT32', (row) => row.best_rank],
    worst_rank: ['INT32', (row) => row.worst_rank],
    first_probability: number((row) => row.first_probability),
    wins: ['INT32', (row) => row.wins],
    losses: ['INT32', (row) => row.losses],
    ties: ['INT32', (row) => row.ties],
    retired: ['BOOLEAN', (row) => row.retired],
  });
}

/** The counts that a board was computed from. */
export function countsTable(counts: PairCount[]): Table {
  return columns(counts, {
    model_a: ['STRING', (row) => row.model_a],
    model_b: ['STRING', (row) => row.model_b],
    wins_a: ['INT32', (row) => row.wins_a],
    wins_b: ['INT32', (row) => row.wins_b],
    ties: ['INT32', (row) => row.ties],
  });
}

/** Every rating counted, in the order of arrival; raters have numbers for names. */
export function ratingsTable(rows: NonNullable<BoardInputs['rows']>): Table {
  return columns(rows, {
    rater: ['STRING', (row) => row.rater],
    comparison_id: ['STRING', (row) => row.comparison],
    model_a: ['STRING', (row) => row.model_a],
    model_b: ['STRING', (row) => row.model_b],
    winner: ['STRING', (row) => (row.outcome === 'tie' ? 'tie' : row.outcome === 'a' ? row.model_a : row.model_b)],
  });
}
