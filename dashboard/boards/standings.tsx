import { type CSSProperties, useMemo } from 'react';
import type { Analysis, LeaderboardRow } from '../../schema/contracts/index.ts';
import { count, percent } from '../parts/format.ts';
import { type Column, Table } from '../parts/table.tsx';

/** A row as the table shows it: with its tier, and with its score after the ratings that came since. */
type Standing = LeaderboardRow & { tier: number | null; near: number | null };
type Scale = (value: number) => string;

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
function scaleOf(rows: LeaderboardRow[]): Scale {
  const ends = rows.flatMap(({ low, score, high }) => [low, score, high]).filter((value) => value !== null);
  const least = Math.min(...ends);
  const most = Math.max(...ends);
  return (value) => `${(most === least ? 50 : 4 + (92 * (value - least)) / (most - least)).toFixed(2)}%`;
}

function Interval({ row, scale, narrow = false }: { row: LeaderboardRow; scale: Scale; narrow?: boolean }) {
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

const rank: Column<Standing> = {
  id: 'rank',
  header: 'Rank',
  value: (row) => row.rank,
  cell: (row) => <b className="place">{row.rank}</b>,
  end: true,
};
const tier: Column<Standing> = { id: 'tier', header: 'Tier', value: (row) => row.tier, end: true, wide: true };
const score: Column<Standing> = {
  id: 'score',
  header: 'Score',
  value: (row) => row.score,
  cell: (row) => (
    <>
      <b data-score={row.model}>{points(row.score)}</b>
      {row.near !== null && points(row.near) !== points(row.score) && (
        <span className="muted small near">≈ {points(row.near)}</span>
      )}
    </>
  ),
  end: true,
};
const range_columns: Column<Standing>[] = [
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
const record: Column<Standing> = {
  id: 'record',
  header: 'Won / lost / tied',
  value: (row) => row.wins + row.losses + row.ties,
  cell: (row) => `${count(row.wins)} / ${count(row.losses)} / ${count(row.ties)}`,
  end: true,
  wide: true,
};

/** The columns that the rows have something to say in. */
function columnsFor(rows: Standing[]): Column<Standing>[] {
  const scale = scaleOf(rows);
  const scored = rows.some(({ score }) => score !== null);
  const tiered = rows.some(({ tier }) => tier !== null);
  const model: Column<Standing> = {
    id: 'model',
    header: 'Model',
    value: (row) => row.model,
    // On a phone what else there is stands under the name, where it has the room that columns of their own have not.
    cell: (row) => (
      <>
        {row.model}
        {row.retired && <span className="muted small"> (retired)</span>}
        {scored && <Interval row={row} scale={scale} narrow />}
        {row.best_rank !== null && (
          <span className="narrow muted small">
            rank {rankRange(row)}
            {row.tier !== null && `, tier ${row.tier}`}
          </span>
        )}
      </>
    ),
    head: true,
  };
  const interval: Column<Standing> = {
    id: 'interval',
    header: rows.some(({ low }) => low !== null) ? '95 % interval' : 'Drawn',
    value: (row) => row.low,
    cell: (row) => <Interval row={row} scale={scale} />,
    wide: true,
  };
  return [
    rank,
    model,
    ...(tiered ? [tier] : []),
    score,
    ...(scored ? [interval] : []),
    ...(rows.some(({ best_rank }) => best_rank !== null) ? range_columns : []),
    record,
  ];
}

/** The table of a ranking: rank, tier, score with its interval drawn beside it, rank range, counts. */
export function Standings(props: {
  rows: LeaderboardRow[];
  tiers?: Analysis['tiers'] | undefined;
  provisional?: LeaderboardRow[] | undefined;
}) {
  const { rows, tiers, provisional } = props;
  const standings = useMemo(() => {
    const tier_of = new Map((tiers ?? []).flatMap(({ tier, models }) => models.map((model) => [model, tier] as const)));
    const near = new Map((provisional ?? []).map(({ model, score }) => [model, score]));
    return rows.map((row) => ({ ...row, tier: tier_of.get(row.model) ?? null, near: near.get(row.model) ?? null }));
  }, [rows, tiers, provisional]);
  const columns = useMemo(() => columnsFor(standings), [standings]);
  return (
    <div className="standings">
      <Table
        label="Ranking"
        rows={standings}
        columns={columns}
        keyOf={(row) => row.model}
        markOf={(row) => (row.tier !== null && row.tier % 2 === 0 ? 'even' : undefined)}
        sortable
      />
    </div>
  );
}
