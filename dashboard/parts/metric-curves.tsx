import { useMemo } from 'react';
import type { JobEvent } from '../../schema/contracts/index.ts';
import { Chart, series_colors } from './chart.tsx';
import { Facts } from './page.tsx';
import type { Column } from './table.tsx';

interface Point {
  step: number;
  value: number;
  key: string;
}

const columns: Column<Point>[] = [
  { id: 'step', header: 'step', value: (row) => row.step, end: true },
  { id: 'value', header: 'value', value: (row) => row.value, cell: (row) => row.value.toPrecision(5), end: true },
];

/** The points of every metric that a job reported, by name. */
export function pointsOf(events: JobEvent[]): Map<string, Point[]> {
  const curves = new Map<string, Map<number, Point>>();
  for (const { kind, data } of events) {
    if (kind !== 'metric' || typeof data.step !== 'number' || typeof data.values !== 'object' || data.values === null)
      continue;
    for (const [name, value] of Object.entries(data.values)) {
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      const curve = curves.get(name) ?? new Map<number, Point>();
      // A run resumed from a checkpoint reports some steps again; the later report holds.
      curve.set(data.step, { step: data.step, value, key: String(data.step) });
      curves.set(name, curve);
    }
  }
  return new Map([...curves].map(([name, curve]) => [name, [...curve.values()].sort((a, b) => a.step - b.step)]));
}

/** A tick that fits: 0.0001 becomes 1e-4. */
function short(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return value.toExponential(0);
  return String(Number(value.toPrecision(3)));
}

type Draw = Parameters<typeof Chart<Point>>[0]['draw'];

const draws = series_colors.map(
  (color): Draw =>
    (plot, rows) => ({
      height: 210,
      marginBottom: 40,
      marginLeft: 52,
      x: { label: 'step', labelOffset: 36, ticks: 5 },
      y: { label: null, grid: true, nice: true, ticks: 5, tickFormat: short },
      marks: [
        plot.line(rows, { x: 'step', y: 'value', stroke: color, strokeWidth: 2 }),
        ...(rows.length < 40 ? [plot.dot(rows, { x: 'step', y: 'value', fill: color, r: 2.5 })] : []),
        plot.crosshair(rows, { x: 'step', y: 'value' }),
      ],
    }),
);

/** A small chart for each metric of a job. */
export function MetricCurves({ events }: { events: JobEvent[] }) {
  const curves = useMemo(() => [...pointsOf(events)], [events]);
  // A metric reported once is a number, not a curve.
  const single = curves.filter(([, rows]) => rows.length === 1);
  const many = curves.filter(([, rows]) => rows.length > 1);
  return (
    <div className="stack">
      {single.length > 0 && (
        <Facts
          facts={single.map(([name, rows]) => [name.replaceAll('_', ' '), rows[0]?.value.toPrecision(4) ?? '–'])}
        />
      )}
      <div className="columns">
        {many.map(([name, rows], at) => (
          <Chart
            key={name}
            title={name.replaceAll('_', ' ')}
            summary={`${rows.length} ${rows.length === 1 ? 'point' : 'points'}, latest ${rows.at(-1)?.value.toPrecision(4)} at step ${rows.at(-1)?.step}.`}
            rows={rows}
            columns={columns}
            keyOf={(row) => row.key}
            draw={draws[at % draws.length] as Draw}
          />
        ))}
      </div>
    </div>
  );
}
