import { useMemo } from 'react';
import type { SelfCorrection } from '../../schema/contracts/index.ts';
import { Chart } from '../parts/chart.tsx';
import { percent } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { type MeasureRow, pairName, pairRows, turnRows } from '../parts/report-measures.ts';
import { type Column, ends, Table } from '../parts/table.tsx';
import { wholePair } from './series.ts';

/** Columns of a table of measures. */
export const measure_columns: Column<MeasureRow>[] = [
  { id: 'name', header: 'Measure', value: (row) => row.name },
  {
    id: 'value',
    header: 'Value',
    value: (row) => row.value,
    cell: (row) => <b data-measure={row.name}>{percent(row.value)}</b>,
    end: true,
  },
  {
    id: 'interval',
    header: '95 % interval',
    value: ends,
    cell: (row) => (row.low === null || row.high === null ? '–' : `${percent(row.low)} to ${percent(row.high)}`),
    end: true,
  },
  { id: 'n', header: 'From', value: (row) => row.n, end: true, wide: true },
  { id: 'meaning', header: 'Meaning', value: (row) => row.meaning, wide: true },
];

/** Draws measures as dots on a line, with their intervals. */
export const drawMeasures: Parameters<typeof Chart<MeasureRow>>[0]['draw'] = (plot, rows, width) => ({
  height: 60 + rows.length * 30,
  marginBottom: 40,
  marginLeft: 86,
  x: {
    label: 'share, %',
    labelOffset: 36,
    grid: true,
    percent: true,
    nice: true,
    ticks: Math.max(3, Math.floor(width / 110)),
  },
  y: { label: null, domain: rows.map((row) => row.name), tickSize: 0 },
  marks: [
    plot.ruleX([0], { stroke: 'var(--line-strong)' }),
    plot.ruleY(rows, {
      y: 'name',
      x1: 'low',
      x2: 'high',
      stroke: 'var(--chart-1)',
      strokeWidth: 3,
      strokeLinecap: 'round',
      strokeOpacity: 0.45,
    }),
    plot.dot(
      rows.filter(({ value }) => value !== null),
      {
        y: 'name',
        x: 'value',
        fill: 'var(--chart-1)',
        r: 5,
        tip: true,
        title: (row: MeasureRow) => `${row.name}: ${percent(row.value)}`,
      },
    ),
  ],
});

/** Every number with its interval: accuracy by turn, then what happened between each two turns. */
export function MeasuresCard({ result }: { result: SelfCorrection }) {
  const turns = useMemo(() => turnRows(result), [result]);
  const whole = wholePair(result);
  return (
    <Card title="All numbers">
      <Table label="Measures of each turn" rows={turns} columns={measure_columns} keyOf={(row) => row.name} />
      {result.label && (
        <>
          <h3>From label probabilities</h3>
          <Table
            label="From label probabilities"
            rows={pairRows({ from: 1, to: 2, ...result.label })}
            columns={label_columns}
            keyOf={(row) => row.name}
          />
        </>
      )}
      {whole && <Between pair={whole} />}
      {result.pairs
        .filter((pair) => pair !== whole)
        .map((pair) => (
          <details key={pairName(pair)}>
            <summary>{pairName(pair)}</summary>
            <div className="stack">
              <Between pair={pair} />
            </div>
          </details>
        ))}
    </Card>
  );
}

// The same measures by another estimator: not marked as the report's own.
const label_columns = measure_columns.map((column) =>
  column.id === 'value' ? { ...column, cell: (row: MeasureRow) => <b>{percent(row.value)}</b> } : column,
);

function Between({ pair }: { pair: SelfCorrection['pairs'][number] }) {
  const rows = useMemo(() => pairRows(pair), [pair]);
  return (
    <>
      <Chart
        title={pairName(pair)}
        summary="A measure without a dot is undefined for these attempts, which is not the same as 0."
        rows={rows}
        columns={measure_columns}
        keyOf={(row) => row.name}
        draw={drawMeasures}
      />
      <Table
        label={`Measures ${pairName(pair).toLowerCase()}`}
        rows={rows}
        columns={measure_columns}
        keyOf={(row) => row.name}
      />
    </>
  );
}
