import { useMemo } from 'react';
import type { TurnState } from '../../packages/assay/src/api.ts';
import type { SelfCorrection } from '../../schema/contracts/index.ts';
import { Chart } from '../parts/chart.tsx';
import { percent } from '../parts/format.ts';
import type { Column } from '../parts/table.tsx';
import { type Flow, flow_text, flowsOf, layout, type RibbonEnd, type Stack } from './flows.ts';

const columns: Column<Flow>[] = [
  { id: 'what', header: 'What became of it', value: (row) => flow_text[row.before][row.after] },
  { id: 'turns', header: 'Turns', value: (row) => `${row.from} to ${row.to}` },
  { id: 'before', header: 'Before', value: (row) => row.before, wide: true },
  { id: 'after', header: 'After', value: (row) => row.after, wide: true },
  { id: 'share', header: 'Share', value: (row) => row.share, cell: (row) => percent(row.share), end: true },
  { id: 'low', header: 'Low', value: (row) => row.low, cell: (row) => percent(row.low), end: true, wide: true },
  { id: 'high', header: 'High', value: (row) => row.high, cell: (row) => percent(row.high), end: true, wide: true },
  { id: 'count', header: 'Samples', value: (row) => row.count, cell: (row) => row.count ?? '–', end: true, wide: true },
];

const color: Record<TurnState, string> = {
  right: 'var(--chart-1)',
  wrong: 'var(--chart-4)',
  unparsed: 'var(--line-strong)',
};
const state_text: Record<TurnState, string> = { right: 'right', wrong: 'wrong', unparsed: 'unread' };
/** Half the width of a bar, in turns. */
const half = 0.04;

const draw: Parameters<typeof Chart<Flow>>[0]['draw'] = (plot, rows, width) => {
  const { stacks, ribbons } = layout(rows, 0.06);
  const turns = [...new Set(stacks.map(({ turn }) => turn))];
  const last = turns.at(-1) ?? 1;
  const wide = half * (turns.length - 1);
  // A ribbon begins and ends at the edge of its bars.
  const ends = ribbons.map((end) => ({ ...end, x: end.turn + (end.turn === end.flow.from ? wide : -wide) }));
  const label = ({ state, share }: Stack) => `${state_text[state]} ${percent(share, 0)}`;
  const named = { y: (bar: Stack) => (bar.low + bar.high) / 2, text: label, fill: 'currentColor', fontSize: 12 };
  const thick = stacks.filter(({ share }) => share > 0.02);
  return {
    height: Math.min(340, Math.max(220, width * 0.5)),
    marginLeft: 84,
    marginRight: 84,
    marginTop: 8,
    marginBottom: 40,
    x: {
      label: 'turn',
      labelOffset: 36,
      ticks: turns,
      tickFormat: 'd',
      tickSize: 0,
      domain: [(turns[0] ?? 1) - wide, last + wide],
    },
    y: { axis: null },
    marks: [
      plot.areaY(ends, {
        x: 'x',
        y1: 'low',
        y2: 'high',
        z: 'key',
        curve: 'bump-x',
        fill: (end: RibbonEnd) => color[end.flow.after],
        // What stayed as it was is there, but faint: what changed is what one looks for.
        fillOpacity: (end: RibbonEnd) => (end.flow.before === end.flow.after ? 0.22 : 0.75),
      }),
      plot.rect(stacks, {
        x1: (bar: Stack) => bar.turn - wide,
        x2: (bar: Stack) => bar.turn + wide,
        y1: 'low',
        y2: 'high',
        fill: (bar: Stack) => color[bar.state],
        title: (bar: Stack) => `turn ${bar.turn}: ${label(bar)}`,
      }),
      plot.text(
        thick.filter(({ turn }) => turn === turns[0]),
        { ...named, x: (bar: Stack) => bar.turn - wide, textAnchor: 'end', dx: -6 },
      ),
      plot.text(
        thick.filter(({ turn }) => turn === last),
        { ...named, x: (bar: Stack) => bar.turn + wide, textAnchor: 'start', dx: 6 },
      ),
    ],
  };
};

/** Where answers went from turn to turn: kept, broken, repaired, still wrong, and those that could not be read. */
export function Transitions({ result }: { result: SelfCorrection }) {
  const flows = useMemo(() => flowsOf(result), [result]);
  if (flows.length === 0) return null;
  const sum = (before: TurnState, after: TurnState) =>
    flows
      .filter((flow) => flow.before === before && flow.after === after)
      .reduce((total, { share }) => total + share, 0);
  const between =
    new Set(flows.map(({ from }) => from)).size === 1 ? 'between the two turns' : 'over all turns together';
  return (
    <Chart
      title="From turn to turn"
      summary={`Repaired ${percent(sum('wrong', 'right'))} and broken ${percent(sum('right', 'wrong'))} of all answers ${between}: the strong ribbons. Faint ones stayed as they were.`}
      rows={flows}
      columns={columns}
      keyOf={(row) => row.key}
      draw={draw}
    />
  );
}
