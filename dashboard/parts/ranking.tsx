import type { Snapshot } from '../../schema/contracts/index.ts';
import { Badge } from './badge.tsx';
import { Chart } from './chart.tsx';
import { count, counted, dateTime, percent } from './format.ts';
import { Card, Facts } from './page.tsx';
import { type Column, Table } from './table.tsx';

type Row = Snapshot['rows'][number];

function number(value: number | null): string {
  if (value === null) return '–';
  return Math.abs(value) <= 1 ? value.toFixed(3) : value.toFixed(0);
}

const place_columns: Column<Row>[] = [
  { id: 'model', header: 'Model', value: (row) => row.model },
  { id: 'rank', header: 'Rank', value: (row) => row.rank, end: true },
  {
    id: 'score',
    header: 'Score',
    value: (row) => row.score,
    cell: (row) => <b data-score={row.model}>{number(row.score)}</b>,
    end: true,
  },
];
const range_columns: Column<Row>[] = [
  {
    id: 'range',
    header: 'Rank range',
    value: (row) => row.best_rank,
    cell: ({ best_rank, worst_rank }) => (best_rank === worst_rank ? best_rank : `${best_rank} to ${worst_rank}`),
    end: true,
  },
  {
    id: 'first',
    header: 'First',
    value: (row) => row.first_probability,
    cell: (row) => percent(row.first_probability),
    end: true,
  },
];
const result_columns: Column<Row>[] = [
  { id: 'low', header: 'Low', value: (row) => row.low, cell: (row) => number(row.low), end: true, wide: true },
  { id: 'high', header: 'High', value: (row) => row.high, cell: (row) => number(row.high), end: true, wide: true },
  { id: 'wins', header: 'Wins', value: (row) => row.wins, cell: (row) => count(row.wins), end: true },
  { id: 'losses', header: 'Losses', value: (row) => row.losses, cell: (row) => count(row.losses), end: true },
  { id: 'ties', header: 'Ties', value: (row) => row.ties, cell: (row) => count(row.ties), end: true, wide: true },
];
const columns = [...place_columns, ...result_columns];
const ranged_columns = [...place_columns, ...range_columns, ...result_columns];

/** What the diagnostics that need it mean; the others show under their own name. */
const diagnostic_names: Record<string, string> = {
  gradient_norm: 'Gradient norm (0 at the optimum)',
  exploitability: 'Exploitability (0 at the optimum)',
  nu: 'Tie parameter ν',
  kappa: 'Tie parameter κ',
  seed: 'Seed of the rank ranges',
  rounds: 'Simulated rounds',
};

function diagnosticFacts(diagnostics: Record<string, number | string>): [string, string][] {
  return Object.entries(diagnostics).map(([name, value]) => [
    diagnostic_names[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`,
    typeof value === 'string' || Number.isInteger(value) ? String(value) : value.toPrecision(4),
  ]);
}

const draw: Parameters<typeof Chart<Row>>[0]['draw'] = (plot, rows, width) => {
  const left = Math.min(180, Math.max(70, width * 0.25));
  const fits = Math.floor(left / 7);
  return {
    height: 66 + rows.length * 30,
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
        r: 5,
        tip: true,
        title: (row: Row) =>
          `${row.model}: ${number(row.score)}${row.low === null ? '' : ` (${number(row.low)} to ${number(row.high)})`}`,
      }),
    ],
  };
};

/** A snapshot of a leaderboard: its status, a dot and interval for each model, the table. */
export function Ranking({ snapshot }: { snapshot: Snapshot }) {
  const ranged = snapshot.rows.some(({ best_rank }) => best_rank !== null);
  const intervals = snapshot.rows.some(({ low }) => low !== null);
  const shown = ranged ? ranged_columns : columns;
  return (
    <Card
      title={`Snapshot v${snapshot.version}`}
      aside={
        <span className="muted small">
          {counted(snapshot.watermark, 'rating')} · {dateTime(snapshot.created_at)}
        </span>
      }
    >
      {(snapshot.status !== 'ok' || snapshot.message !== null) && (
        <p className={`notice ${snapshot.status === 'ok' ? '' : 'gold'}`}>
          <span className="row">
            <Badge value={snapshot.status} /> {snapshot.message ?? ''}
          </span>
        </p>
      )}
      {snapshot.rows.some(({ score }) => score !== null) && (
        <Chart
          title="Scores"
          summary={
            intervals
              ? 'Dots are scores, bars their 95 % intervals. Models whose bars overlap widely cannot be told apart yet.'
              : 'Dots are scores; this method has no intervals.'
          }
          rows={snapshot.rows}
          columns={shown}
          keyOf={(row) => row.model}
          draw={draw}
        />
      )}
      {snapshot.rows.length > 0 && (
        <Table label="Ranking" rows={snapshot.rows} columns={shown} keyOf={(row) => row.model} sortable />
      )}
      {ranged && (
        <p className="muted small">
          With 95 % confidence all true ranks lie in their ranges at once. First is how probable it is that the model is
          the strongest.
        </p>
      )}
      {snapshot.diagnostics && (
        <details>
          <summary>How it was computed</summary>
          <Facts facts={diagnosticFacts(snapshot.diagnostics)} />
        </details>
      )}
    </Card>
  );
}
