import { useMemo, useState } from 'react';
import type { Snapshot } from '../../schema/contracts/index.ts';
import { Chart } from '../parts/chart.tsx';
import { count, percent } from '../parts/format.ts';
import type { Column } from '../parts/table.tsx';
import { points, rankRange } from './interval.tsx';

type Row = Snapshot['rows'][number];

const columns: Column<Row>[] = [
  { id: 'model', header: 'Model', value: (row) => row.model },
  { id: 'rank', header: 'Rank', value: (row) => row.rank, cell: (row) => count(row.rank), end: true },
  { id: 'score', header: 'Score', value: (row) => row.score, cell: (row) => points(row.score), end: true },
  { id: 'low', header: 'Low', value: (row) => row.low, cell: (row) => points(row.low), end: true },
  { id: 'high', header: 'High', value: (row) => row.high, cell: (row) => points(row.high), end: true },
  { id: 'range', header: 'Rank range', value: rankRange, end: true },
  {
    id: 'first',
    header: 'First',
    value: (row) => row.first_probability,
    cell: (row) => percent(row.first_probability),
    end: true,
  },
];

const titleOf = (row: Row) =>
  `${row.model}: ${points(row.score)}${row.low === null ? '' : ` (${points(row.low)} to ${points(row.high)})`}`;

const draw: Parameters<typeof Chart<Row>>[0]['draw'] = (plot, rows, width) => {
  const left = Math.min(180, Math.max(70, width * 0.25));
  const fits = Math.floor(left / 7);
  // Many models stand closer together, but each keeps its name.
  const step = rows.length > 40 ? 15 : 26;
  return {
    height: 66 + rows.length * step,
    marginBottom: 40,
    marginLeft: left,
    x: { label: 'score', labelOffset: 36, grid: true, nice: true, ticks: Math.max(3, Math.floor(width / 110)) },
    y: {
      label: null,
      domain: rows.map((row) => row.model),
      tickSize: 0,
      tickFormat: (name: string) => (name.length > fits ? `${name.slice(0, fits - 1)}…` : name),
    },
    marks: [
      plot.ruleY(rows, {
        y: 'model',
        x1: 'low',
        x2: 'high',
        stroke: 'var(--chart-1)',
        strokeWidth: 3,
        strokeLinecap: 'round',
        strokeOpacity: 0.45,
      }),
      plot.dot(rows, {
        y: 'model',
        x: 'score',
        fill: 'var(--chart-1)',
        r: step > 20 ? 5 : 3.5,
        tip: true,
        title: titleOf,
      }),
    ],
  };
};

const many = 40;

/** A dot and an interval for each model, under one another on one scale; the first forty until all are asked for. */
export function ScorePlot({ rows }: { rows: Row[] }) {
  const [all, setAll] = useState(false);
  const shown = useMemo(() => (all ? rows : rows.slice(0, many)), [rows, all]);
  const summary = rows.some(({ low }) => low !== null)
    ? 'Dots are scores, bars their 95 % intervals. Models whose bars overlap widely cannot be told apart yet.'
    : 'Dots are scores; this method has no intervals.';
  return (
    <>
      <Chart title="Scores" summary={summary} rows={shown} columns={columns} keyOf={(row) => row.model} draw={draw} />
      {rows.length > many && (
        <p>
          <button type="button" className="button" aria-pressed={all} onClick={() => setAll(!all)}>
            {all ? `Draw the first ${many} only` : `Draw all ${rows.length} models`}
          </button>
        </p>
      )}
    </>
  );
}
