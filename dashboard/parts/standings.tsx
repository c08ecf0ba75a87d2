import { type CSSProperties, useMemo } from 'react';
import type { Snapshot } from '../../schema/contracts/index.ts';
import { count, percent } from './format.ts';
import { type Column, Table } from './table.tsx';

type Row = Snapshot['rows'][number];
type Scale = (value: number) => string;

/** A score on the scale of its method: points without a fraction, shares with three digits. */
export function points(value: number | null): string {
  if (value === null) return '–';
  return Math.abs(value) <= 1 ? value.toFixed(3) : value.toFixed(0);
}

/** "2", "2 to 5", or a dash where the method has no ranges. */
export function rankRange({ best_rank, worst_rank }: Pick<Row, 'best_rank' | 'worst_rank'>): string {
  if (best_rank === null) return '–';
  return best_rank === worst_rank ? String(best_rank) : `${best_rank} to ${worst_rank}`;
}

/** Where a value stands between the lowest and the highest bound on the board, as a share of the cell's width. */
export function scaleOf(rows: Row[]): Scale {
  const ends = rows.flatMap(({ low, score, high }) => [low, score, high]).filter((value) => value !== null);
  const least = Math.min(...ends);
  const most = Math.max(...ends);
  return (value) => `${(most === least ? 50 : 4 + (92 * (value - least)) / (most - least)).toFixed(2)}%`;
}

function Interval({ row, scale, narrow = false }: { row: Row; scale: Scale; narrow?: boolean }) {
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

const rank: Column<Row> = {
  id: 'rank',
  header: 'Rank',
  value: (row) => row.rank,
  cell: (row) => <b className="place">{row.rank}</b>,
  end: true,
};
const score: Column<Row> = {
  id: 'score',
  header: 'Score',
  value: (row) => row.score,
  cell: (row) => <b data-score={row.model}>{points(row.score)}</b>,
  end: true,
};
const range_columns: Column<Row>[] = [
  { id: 'range', header: 'Rank range', value: (row) => row.best_rank, cell: rankRange, end: true, wide: true },
  {
    id: 'first',
    header: 'First',
    value: (row) => row.first_probability,
    cell: (row) => percent(row.first_probability),
    end: true,
    wide: true,
  },
];
const record: Column<Row> = {
  id: 'record',
  header: 'Won / lost / tied',
  value: (row) => row.wins + row.losses + row.ties,
  cell: (row) => `${count(row.wins)} / ${count(row.losses)} / ${count(row.ties)}`,
  end: true,
  wide: true,
};

/** The columns that a snapshot's rows have something to say in. */
export function standingColumns(rows: Row[]): Column<Row>[] {
  const scale = scaleOf(rows);
  const scored = rows.some(({ score }) => score !== null);
  const model: Column<Row> = {
    id: 'model',
    header: 'Model',
    value: (row) => row.model,
    // On a phone interval and rank range stand under the name, where they have the room that columns of their own have not.
    cell: (row) => (
      <>
        {row.model}
        {scored && <Interval row={row} scale={scale} narrow />}
        {row.best_rank !== null && <span className="narrow muted small">rank {rankRange(row)}</span>}
      </>
    ),
    head: true,
  };
  const interval: Column<Row> = {
    id: 'interval',
    header: rows.some(({ low }) => low !== null) ? '95 % interval' : 'Drawn',
    value: (row) => row.low,
    cell: (row) => <Interval row={row} scale={scale} />,
    wide: true,
  };
  return [
    rank,
    model,
    score,
    ...(scored ? [interval] : []),
    ...(rows.some(({ best_rank }) => best_rank !== null) ? range_columns : []),
    record,
  ];
}

/** The table of a snapshot: rank, score with its interval drawn beside it, ranges, counts. */
export function Standings({ rows }: { rows: Row[] }) {
  const columns = useMemo(() => standingColumns(rows), [rows]);
  return (
    <div className="standings">
      <Table label="Ranking" rows={rows} columns={columns} keyOf={(row) => row.model} sortable />
    </div>
  );
}
