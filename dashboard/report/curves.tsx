import { Chart, series_colors } from '../parts/chart.tsx';
import { decimal, percent } from '../parts/format.ts';
import type { Column } from '../parts/table.tsx';

type Measure = { value: number | null; low: number | null; high: number | null; n: number };

/** A measured share at one place of a curve. */
export interface CurvePoint extends Measure {
  x: number;
  name: string;
}

/** A measure as a point of a curve. */
export function point(x: number, name: string, { value, low, high, n }: Measure): CurvePoint {
  return { x, name, value, low, high, n };
}

const columnsOf = (x: string, show: (value: number | null) => string): Column<CurvePoint>[] => [
  { id: 'name', header: 'Curve', value: (row) => row.name },
  { id: 'x', header: x, value: (row) => row.x, end: true },
  { id: 'value', header: 'Value', value: (row) => row.value, cell: (row) => show(row.value), end: true },
  { id: 'low', header: 'Low', value: (row) => row.low, cell: (row) => show(row.low), end: true },
  { id: 'high', header: 'High', value: (row) => row.high, cell: (row) => show(row.high), end: true },
  { id: 'n', header: 'From', value: (row) => row.n, end: true, wide: true },
];

// The table engine wants the same columns on every render.
const columns = {
  Turn: columnsOf('Turn', percent),
  Samples: columnsOf('Samples', percent),
  Iteration: columnsOf('Iteration', percent),
  'Iteration ': columnsOf('Iteration', decimal),
};

/** Colors of names, in their order; the seventh has that of the first again. */
export function colorsOf(names: string[]): string[] {
  return names.map((_, at) => series_colors[at % series_colors.length] ?? 'var(--chart-1)');
}

const drawOf =
  (x: string, shares: boolean): Parameters<typeof Chart<CurvePoint>>[0]['draw'] =>
  (plot, rows, width) => {
    const names = [...new Set(rows.map(({ name }) => name))];
    const places = [...new Set(rows.map((row) => row.x))].sort((a, b) => a - b);
    const there = rows.filter(({ value }) => value !== null);
    const show = (value: number | null) => (shares ? percent(value) : decimal(value));
    return {
      height: 260,
      marginBottom: 40,
      marginLeft: 48,
      x: {
        label: x.trim().toLowerCase(),
        labelOffset: 36,
        ticks: places.length <= 12 ? places : 8,
        tickFormat: 'd',
        inset: 18,
      },
      y: { label: shares ? '%' : null, percent: shares, grid: true, nice: true, zero: shares, ticks: 5 },
      color: { domain: names, range: colorsOf(names), legend: names.length > 1 },
      marks: [
        plot.line(there, { x: 'x', y: 'value', z: 'name', stroke: 'name', strokeWidth: 2 }),
        plot.ruleX(there, {
          x: 'x',
          y1: 'low',
          y2: 'high',
          stroke: 'name',
          strokeWidth: 3,
          strokeOpacity: 0.4,
          strokeLinecap: 'round',
        }),
        plot.dot(there, {
          x: 'x',
          y: 'value',
          fill: 'name',
          r: width < 400 ? 3.5 : 4.5,
          tip: true,
          title: (row: CurvePoint) =>
            `${row.name}, ${x.trim().toLowerCase()} ${row.x}: ${show(row.value)}${row.low === null ? '' : ` (${show(row.low)} to ${show(row.high)})`}`,
        }),
      ],
    };
  };
const draws = {
  Turn: drawOf('Turn', true),
  Samples: drawOf('Samples', true),
  Iteration: drawOf('Iteration', true),
  'Iteration ': drawOf('Iteration', false),
};

/** Curves over turns, samples or iterations, with their intervals. */
export function Curves(props: {
  title: string;
  summary: string;
  x: 'Turn' | 'Samples' | 'Iteration';
  points: CurvePoint[];
  plain?: boolean;
}) {
  const { title, summary, x, points, plain = false } = props;
  const kind = x === 'Iteration' && plain ? 'Iteration ' : x;
  return (
    <Chart
      title={title}
      summary={summary}
      rows={points}
      columns={columns[kind]}
      keyOf={(row) => `${row.name} ${row.x}`}
      draw={draws[kind]}
    />
  );
}
