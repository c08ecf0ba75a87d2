import { useMemo } from 'react';
import { Chart } from '../parts/chart.tsx';
import { decimal, percent } from '../parts/format.ts';
import type { Column } from '../parts/table.tsx';
import { colorsOf } from './curves.tsx';
import { type IsoLine, isoLines } from './plane.ts';
import { type Series, wholePair } from './series.ts';

type Pair = NonNullable<ReturnType<typeof wholePair>>;
interface Spot {
  name: string;
  cl: Pair['cl'];
  cs: Pair['cs'];
  first: number | null;
  last: number | null;
  rss: number | null;
  questions: number;
}

const columns: Column<Spot>[] = [
  { id: 'name', header: 'Attempts', value: (row) => row.name },
  { id: 'cl', header: 'CL', value: (row) => row.cl.value, cell: (row) => percent(row.cl.value), end: true },
  {
    id: 'cl_range',
    header: 'CL interval',
    value: (row) => row.cl.low,
    cell: (row) => range(row.cl),
    end: true,
    wide: true,
  },
  { id: 'cs', header: 'CS', value: (row) => row.cs.value, cell: (row) => percent(row.cs.value), end: true },
  {
    id: 'cs_range',
    header: 'CS interval',
    value: (row) => row.cs.low,
    cell: (row) => range(row.cs),
    end: true,
    wide: true,
  },
  {
    id: 'first',
    header: 'Right at first',
    value: (row) => row.first,
    cell: (row) => percent(row.first),
    end: true,
    wide: true,
  },
  {
    id: 'last',
    header: 'Right at last',
    value: (row) => row.last,
    cell: (row) => percent(row.last),
    end: true,
    wide: true,
  },
  { id: 'rss', header: 'RSS', value: (row) => row.rss, cell: (row) => percent(row.rss), end: true, wide: true },
  { id: 'n', header: 'Questions', value: (row) => row.questions, end: true, wide: true },
];

const range = ({ low, high }: Pair['cl']) => (low === null ? '–' : `${percent(low)} to ${percent(high)}`);
const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

const drawOf =
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

/** The plane of confidence and critique with lines of equal accuracy after correction; `about` is the one whose lines they are. */
export function ClCsPlane({ series, about }: { series: Series[]; about: Series }) {
  const rows = useMemo(
    () =>
      series.flatMap(({ name, result }): Spot[] => {
        const pair = wholePair(result);
        if (!pair) return [];
        const { cl, cs, rss, accuracy_before, accuracy_after } = pair;
        return [
          {
            name,
            cl,
            cs,
            first: accuracy_before.value,
            last: accuracy_after.value,
            rss: rss.value,
            questions: result.questions,
          },
        ];
      }),
    [series],
  );
  const first = wholePair(about.result)?.accuracy_before.value ?? null;
  const draw = useMemo(() => drawOf(first), [first]);
  if (rows.length === 0) return null;
  const whose = series.length > 1 ? ` of ${about.name}` : '';
  const missing = rows.filter(({ cl, cs }) => cl.value === null || cs.value === null).length;
  const lines =
    first === null || first === 0 || first === 1
      ? 'There are no lines of equal accuracy, since everything or nothing is right at first.'
      : `Thin lines join points of equal accuracy at the last turn, for the ${percent(first)}${whose} right at first. Above the dashed line${series.length > 1 ? ' of its color' : ''} a point says that trying again helps, below it that it harms.`;
  return (
    <Chart
      title="CL–CS plane"
      summary={`${lines}${missing > 0 ? ` Not drawn, for want of right or of wrong first answers: ${missing}.` : ''}`}
      rows={rows}
      columns={columns}
      keyOf={(row) => row.name}
      draw={draw}
    />
  );
}
