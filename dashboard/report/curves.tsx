import { Chart, series_colors } from '../parts/chart.tsx';
import { percent } from '../parts/format.ts';
import { type Column, Table } from '../parts/table.tsx';

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

const columnsOf = (x: string): Column<CurvePoint>[] => [
  { id: 'name', header: 'Curve', value: (row) => row.name },
  { id: 'x', header: x, value: (row) => row.x, end: true },
  { id: 'value', header: 'Value', value: (row) => row.value, cell: (row) => percent(row.value), end: true },
  { id: 'low', header: 'Low', value: (row) => row.low, cell: (row) => percent(row.low), end: true },
  { id: 'high', header: 'High', value: (row) => row.high, cell: (row) => percent(row.high), end: true },
  { id: 'n', header: 'From', value: (row) => row.n, end: true, wide: true },
];

// The table engine wants the same columns on every render.
const columns = {
  Turn: columnsOf('Turn'),
  Samples: columnsOf('Samples'),
  Iteration: columnsOf('Iteration'),
};

/** Colors of names, in their order; the seventh has that of the first again. */
export function colorsOf(names: string[]): string[] {
  return names.map((_, at) => series_colors[at % series_colors.length] ?? 'var(--chart-1)');
}

const drawOf =
  (x: string): Parameters<typeof Chart<CurvePoint>>[0]['draw'] =>
  (plot, rows, width) => {
    const names = [...new Set(rows.map(({ name }) => name))];
    const places = [...new Set(rows.map((row) => row.x))].sort((a, b) => a - b);
    const there = rows.filter(({ value }) => value !== null);
    return {
      height: 260,
      marginBottom: 40,
      marginLeft: 48,
      x: {
        label: x.toLowerCase(),
        labelOffset: 36,
        ticks: places.length <= 12 ? places : 8,
        tickFormat: 'd',
        inset: 18,
      },
      y: { label: '%', percent: true, grid: true, nice: true, zero: true, ticks: 5 },
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
            `${row.name}, ${x.toLowerCase()} ${row.x}: ${percent(row.value)}${row.low === null ? '' : ` (${percent(row.low)} to ${percent(row.high)})`}`,
        }),
      ],
    };
  };
const draws = {
  Turn: drawOf('Turn'),
  Samples: drawOf('Samples'),
  Iteration: drawOf('Iteration'),
};

/** Curves over turns, samples or iterations, with their intervals. */
export function Curves(props: {
  title: string;
  summary: string;
  x: 'Turn' | 'Samples' | 'Iteration';
  points: CurvePoint[];
}) {
  const { title, summary, x, points } = props;
  return (
    <Chart
      title={title}
      summary={summary}
      rows={points}
      columns={columns[x]}
      keyOf={(row) => `${row.name} ${row.x}`}
      draw={draws[x]}
    />
  );
}

const single_columns: Column<CurvePoint>[] = columns.Iteration.filter(({ id }) => id !== 'x').map((column) =>
  column.id === 'name' ? { ...column, header: 'Measure' } : column,
);

/** The same points where there is but one place, which makes no curve. */
export function PointTable({ title, points }: { title: string; points: CurvePoint[] }) {
  return (
    <section className="stack">
      <h3>{title}</h3>
      <Table label={title} rows={points} columns={single_columns} keyOf={(row) => row.name} />
    </section>
  );
}
