import { useMemo } from 'react';
import type { SelfCorrection } from '../../schema/contracts/index.ts';
import { Chart } from './chart.tsx';
import { percent } from './format.ts';
import { Card } from './page.tsx';
import { type MeasureRow, pairName, pairRows, turnRows } from './report-measures.ts';
import { type Column, Table } from './table.tsx';

const columns: Column<MeasureRow>[] = [
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
    value: (row) => row.low,
    cell: (row) => (row.low === null || row.high === null ? '–' : `${percent(row.low)} to ${percent(row.high)}`),
    end: true,
  },
  { id: 'n', header: 'From', value: (row) => row.n, end: true, wide: true },
  { id: 'meaning', header: 'Meaning', value: (row) => row.meaning, wide: true },
];

const draw: Parameters<typeof Chart<MeasureRow>>[0]['draw'] = (plot, rows, width) => ({
  height: 60 + rows.length * 30,
  marginBottom: 40,
  marginLeft: 78,
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

/** Accuracy at each turn, drawn and as a table. */
export function TurnCard({ result }: { result: SelfCorrection }) {
  const rows = useMemo(() => turnRows(result), [result]);
  return (
    <Card title="Accuracy by try">
      <Chart
        title="Accuracy"
        summary="Dots are the measured shares, bars their 95 % intervals, resampled over questions."
        rows={rows}
        columns={columns}
        keyOf={(row) => row.name}
        draw={draw}
      />
      <Table label="Accuracy by try" rows={rows} columns={columns} keyOf={(row) => row.name} />
    </Card>
  );
}

/** What happened between two turns: the gain, its parts, the transitions. */
export function PairCard({ pair }: { pair: SelfCorrection['pairs'][number] }) {
  const rows = useMemo(() => pairRows(pair), [pair]);
  return (
    <Card title={pairName(pair)}>
      <div className="columns">
        <Chart
          title="Gain and its parts"
          summary="A measure without a dot is undefined for these attempts, which is not the same as 0."
          rows={rows}
          columns={columns}
          keyOf={(row) => row.name}
          draw={draw}
        />
        <Transitions pair={pair} />
      </div>
      <Table label={pairName(pair)} rows={rows} columns={columns} keyOf={(row) => row.name} />
    </Card>
  );
}

function Transitions({ pair }: { pair: SelfCorrection['pairs'][number] }) {
  return (
    <div className="stack">
      <h3>Transitions</h3>
      <table className="transitions">
        <thead>
          <tr>
            <th scope="col">Try {pair.from}</th>
            <th scope="col">right at {pair.to}</th>
            <th scope="col">wrong at {pair.to}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">right</th>
            <td className="keep">{percent(pair.confident.value)}</td>
            <td className="lose">{percent(pair.unconfident.value)}</td>
          </tr>
          <tr>
            <th scope="row">wrong</th>
            <td className="keep">{percent(pair.critical.value)}</td>
            <td>{percent(pair.stubborn.value)}</td>
          </tr>
        </tbody>
      </table>
      <p className="muted small">Shares of all answers: kept, spoilt, repaired, and still wrong.</p>
    </div>
  );
}
