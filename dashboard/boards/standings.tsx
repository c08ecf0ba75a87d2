import { useMemo } from 'react';
import type { Analysis, LeaderboardRow } from '../../schema/contracts/index.ts';
import { count, percent } from '../parts/format.ts';
import { type Column, Table } from '../parts/table.tsx';
import { Interval, points, rankRange, scaleOf } from './interval.tsx';

/** A row as the table shows it: with its tier, and with its score after the ratings that came since. */
type Standing = LeaderboardRow & { tier: number | null; near: number | null };
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
