import { useMemo, useState } from 'react';
import type { SelfCorrection } from '../../schema/contracts/index.ts';
import { Chart } from '../parts/chart.tsx';
import { count, percent } from '../parts/format.ts';
import { Choice } from '../parts/inputs.tsx';
import { Card, Facts } from '../parts/page.tsx';
import { type Column, Table } from '../parts/table.tsx';

type Revision = SelfCorrection['revisions'][number];
type Bin = Revision['histogram'][number] & { name: string };
type Outcome = Revision['by_outcome'][number];

const bin_columns: Column<Bin>[] = [
  { id: 'name', header: 'Changed', value: (row) => row.name },
  { id: 'count', header: 'Revisions', value: (row) => row.count, cell: (row) => count(row.count), end: true },
];
const outcome_text: Record<Outcome['outcome'], string> = {
  right_right: 'kept right',
  right_wrong: 'broken',
  wrong_right: 'repaired',
  wrong_wrong: 'still wrong',
};
const outcome_columns: Column<Outcome>[] = [
  { id: 'outcome', header: 'What became of it', value: (row) => outcome_text[row.outcome] },
  { id: 'n', header: 'Revisions', value: (row) => row.n, cell: (row) => count(row.n), end: true },
  {
    id: 'mean',
    header: 'Mean change',
    value: (row) => row.mean.value,
    cell: (row) => percent(row.mean.value),
    end: true,
  },
  {
    id: 'median',
    header: 'Median',
    value: (row) => row.median.value,
    cell: (row) => percent(row.median.value),
    end: true,
    wide: true,
  },
  {
    id: 'unchanged',
    header: 'Unchanged',
    value: (row) => row.unchanged.value,
    cell: (row) => percent(row.unchanged.value),
    end: true,
  },
];

/** Bins that have room for their name, by where they begin. */
const marked = [0.25, 0.5, 0.75];

const draw: Parameters<typeof Chart<Bin>>[0]['draw'] = (plot, rows) => ({
  height: 230,
  marginBottom: 44,
  marginLeft: 48,
  x: {
    type: 'band',
    domain: rows.map(({ name }) => name),
    label: 'share of the text that changed',
    labelOffset: 40,
    tickSize: 0,
    ticks: rows
      .filter(({ low, high }) => high === 0 || marked.some((one) => Math.abs(low - one) < 1e-9))
      .map(({ name }) => name),
  },
  y: { grid: true, label: 'revisions', ticks: 4, nice: true },
  marks: [
    plot.ruleY([0], { stroke: 'var(--line-strong)' }),
    plot.barY(rows, {
      x: 'name',
      y: 'count',
      fill: (bin: Bin) => (bin.high === 0 ? 'var(--chart-2)' : 'var(--chart-1)'),
      tip: true,
      title: (bin: Bin) => `${bin.name} changed: ${count(bin.count)}`,
    }),
  ],
});

const nameOf = ({ low, high }: { low: number; high: number }) =>
  high === 0 ? 'none' : `${Math.round(low * 100)}–${Math.round(high * 100)} %`;

/** How much later attempts differ from the ones before: a model that repeats itself corrects nothing. */
export function RevisionsCard({ result: { revisions } }: { result: SelfCorrection }) {
  const names = revisions.map(({ from, to }) => `${from} to ${to}`);
  const [chosen, setChosen] = useState(names[0] ?? '');
  const revision = revisions[Math.max(0, names.indexOf(chosen))];
  const bins = useMemo(() => revision?.histogram.map((bin) => ({ ...bin, name: nameOf(bin) })) ?? [], [revision]);
  if (!revision || revision.n === 0) return null;
  const { mean, median, unchanged, answer_changed, n } = revision;
  return (
    <Card title="How much is rewritten">
      {names.length > 1 && (
        <div className="fields">
          <Choice label="Turns" name="revision" value={chosen} choices={names} onChange={setChosen} />
        </div>
      )}
      <Facts
        facts={[
          ['Mean change', percent(mean.value)],
          ['Median change', percent(median.value)],
          ['Repeated letter by letter', percent(unchanged.value)],
          ['Another final answer', percent(answer_changed?.value ?? null)],
          ['Revisions', count(n)],
        ]}
      />
      <Chart
        title={`Change from turn ${revision.from} to ${revision.to}`}
        summary={`Edit distance over the length of both texts. ${percent(unchanged.value)} changed nothing at all.`}
        rows={bins}
        columns={bin_columns}
        keyOf={(row) => row.name}
        draw={draw}
      />
      <Table
        label="Change by what became of the answer"
        rows={revision.by_outcome}
        columns={outcome_columns}
        keyOf={(row) => row.outcome}
      />
    </Card>
  );
}
