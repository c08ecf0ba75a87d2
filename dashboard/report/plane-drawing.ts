import type { Chart } from '../parts/chart.tsx';
import { decimal, percent } from '../parts/format.ts';
import { colorsOf } from './curves.tsx';
import { type IsoLine, isoLines } from './plane.ts';
import type { wholePair } from './series.ts';

/** What happened from the first turn to the last. */
export type Pair = NonNullable<ReturnType<typeof wholePair>>;
/** Some attempts in the plane. */
export interface Spot {
  name: string;
  cl: Pair['cl'];
  cs: Pair['cs'];
  first: number | null;
  last: number | null;
  rss: number | null;
  questions: number;
}

const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** Draws the plane with the lines of equal accuracy that follow from one first accuracy. */
export const drawPlane =
  (first: number | null): Parameters<typeof Chart<Spot>>[0]['draw'] =>
  (plot, rows, width) => {
    const size = Math.min(width, 440);
    const names = rows.map(({ name }) => name);
    const spots = rows.filter(({ cl, cs }) => cl.value !== null && cs.value !== null);
    const lines = first === null ? [] : isoLines(first, levels);
    // Each point has a line of no gain of its own; too many of them would only hide the points.
    const even = (rows.length <= 4 ? rows : rows.filter((row) => row.first === first)).flatMap((row) =>
      row.first === null ? [] : isoLines(row.first, [row.first]).map((line) => ({ ...line, name: row.name })),
    );
    const axis = { percent: true, domain: [0, 100], ticks: 5 };
    const segment = (some: IsoLine[]) =>
      [
        some,
        {
          x1: (line: IsoLine) => line.ends[0].cl,
          y1: (line: IsoLine) => line.ends[0].cs,
          x2: (line: IsoLine) => line.ends[1].cl,
          y2: (line: IsoLine) => line.ends[1].cs,
        },
      ] as const;
    const [grid, at] = segment(lines);
    const [break_even, there] = segment(even);
    const stroke = { stroke: 'name', strokeWidth: 3, strokeOpacity: 0.4, strokeLinecap: 'round' as const };
    return {
      width: size,
      height: size,
      marginLeft: 48,
      marginBottom: 42,
      marginRight: 24,
      x: { ...axis, label: 'CL: right answers kept, %', labelOffset: 38 },
      y: { ...axis, label: 'CS: wrong answers repaired, %' },
      color: { domain: names, range: colorsOf(names), legend: names.length > 1 },
      marks: [
        plot.frame({ stroke: 'var(--line)' }),
        plot.link(grid, { ...at, stroke: 'var(--line-strong)', strokeOpacity: 0.4 }),
        plot.text(grid, {
          x: (line: IsoLine) => line.ends[1].cl,
          y: (line: IsoLine) => line.ends[1].cs,
          text: (line: IsoLine) => percent(line.accuracy, 0),
          fill: 'var(--muted)',
          fontSize: 10,
          textAnchor: 'end',
          dx: -4,
          dy: -5,
        }),
        plot.link(break_even, { ...there, stroke: 'name', strokeWidth: 1.5, strokeDasharray: '5 4' }),
        plot.ruleX(spots, {
          ...stroke,
          x: (row: Spot) => row.cl.value,
          y1: (row: Spot) => row.cs.low,
          y2: (row: Spot) => row.cs.high,
        }),
        plot.ruleY(spots, {
          ...stroke,
          y: (row: Spot) => row.cs.value,
          x1: (row: Spot) => row.cl.low,
          x2: (row: Spot) => row.cl.high,
        }),
        plot.dot(spots, {
          x: (row: Spot) => row.cl.value,
          y: (row: Spot) => row.cs.value,
          fill: 'name',
          r: 6,
          tip: true,
          title: (row: Spot) =>
            `${row.name}: keeps ${percent(row.cl.value)}, repairs ${percent(row.cs.value)}; right ${percent(row.first)} at first, ${percent(row.last)} at last; RSS ${decimal(row.rss === null ? null : row.rss * 100, 1)}`,
        }),
      ],
    };
  };
