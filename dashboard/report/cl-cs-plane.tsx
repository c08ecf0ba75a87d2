import { useMemo } from 'react';
import { Chart } from '../parts/chart.tsx';
import { percent } from '../parts/format.ts';
import { type Column, ends } from '../parts/table.tsx';
import { drawPlane, type Pair, type Spot } from './plane-drawing.ts';
import { type Series, wholePair } from './series.ts';

const columns: Column<Spot>[] = [
  { id: 'name', header: 'Attempts', value: (row) => row.name },
  { id: 'cl', header: 'CL', value: (row) => row.cl.value, cell: (row) => percent(row.cl.value), end: true },
  {
    id: 'cl_range',
    header: 'CL interval',
    value: (row) => ends(row.cl),
    cell: (row) => range(row.cl),
    end: true,
    wide: true,
  },
  { id: 'cs', header: 'CS', value: (row) => row.cs.value, cell: (row) => percent(row.cs.value), end: true },
  {
    id: 'cs_range',
    header: 'CS interval',
    value: (row) => ends(row.cs),
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
  const draw = useMemo(() => drawPlane(first), [first]);
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
