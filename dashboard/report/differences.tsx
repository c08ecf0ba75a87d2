import { useMemo } from 'react';
import type { ReportComparison } from '../../packages/assay/src/api.ts';
import { Chart } from '../parts/chart.tsx';
import { points } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { type Column, ends, Table } from '../parts/table.tsx';

type Difference = { name: string; value: number | null; low: number | null; high: number | null; n: number };

const columns: Column<Difference>[] = [
  { id: 'name', header: 'B minus A', value: (row) => row.name },
  {
    id: 'value',
    header: 'Points',
    value: (row) => row.value,
    cell: (row) => <b data-difference={row.name}>{points(row.value)}</b>,
    end: true,
  },
  {
    id: 'interval',
    header: '95 % interval',
    value: ends,
    cell: (row) => (row.low === null ? '–' : `${points(row.low)} to ${points(row.high)}`),
    end: true,
  },
  { id: 'n', header: 'Questions', value: (row) => row.n, end: true, wide: true },
];

const draw: Parameters<typeof Chart<Difference>>[0]['draw'] = (plot, rows, width) => {
  // A difference whose interval holds 0 may be none.
  const sure = ({ low, high }: Difference) => low !== null && high !== null && (low > 0 || high < 0);
  const color = (row: Difference) => (sure(row) ? 'var(--chart-1)' : 'var(--line-strong)');
  return {
    height: 60 + rows.length * 28,
    marginBottom: 40,
    marginLeft: Math.min(150, width * 0.36),
    x: {
      label: 'B minus A, points',
      labelOffset: 36,
      grid: true,
      percent: true,
      nice: true,
      ticks: Math.max(3, Math.floor(width / 110)),
    },
    y: { label: null, domain: rows.map(({ name }) => name), tickSize: 0 },
    marks: [
      plot.ruleX([0], { stroke: 'var(--ink)' }),
      plot.ruleY(rows, {
        y: 'name',
        x1: 'low',
        x2: 'high',
        stroke: color,
        strokeWidth: 3,
        strokeLinecap: 'round',
        strokeOpacity: 0.55,
      }),
      plot.dot(
        rows.filter(({ value }) => value !== null),
        {
          y: 'name',
          x: 'value',
          fill: color,
          r: 5,
          tip: true,
          title: (row: Difference) => `${row.name}: ${points(row.value)} points`,
        },
      ),
    ],
  };
};

const names: Record<keyof ReportComparison['differences'], string> = {
  accuracy_before: 'Right at first',
  accuracy_after: 'Right at last',
  delta: 'Gain',
  i_to_c: 'Repaired, of all',
  c_to_i: 'Broken, of all',
  cl: 'CL',
  cs: 'CS',
  rss: 'RSS',
  unparsed_before: 'Unread at first',
  unparsed_after: 'Unread at last',
};

type Sampled = ReportComparison['sampling'][number];
const measure = (id: 'pass_at_k' | 'majority_at_k' | 'best_at_k', header: string): Column<Sampled> => ({
  id,
  header,
  value: (row) => row[id]?.value ?? null,
  cell: (row) => {
    const found = row[id];
    return found ? `${points(found.value)} (${points(found.low)} to ${points(found.high)})` : '–';
  },
  end: true,
});
const sampling_columns: Column<Sampled>[] = [
  { id: 'turn', header: 'Turn', value: (row) => row.turn },
  { id: 'k', header: 'k', value: (row) => row.k, end: true },
  measure('pass_at_k', 'pass@k'),
  measure('majority_at_k', 'majority@k'),
  measure('best_at_k', 'best@k'),
];

/** The differences of two sets of attempts, drawn and as numbers. */
export function Differences({ comparison }: { comparison: ReportComparison }) {
  const rows = useMemo(
    () =>
      (Object.keys(names) as (keyof typeof names)[]).flatMap((key): Difference[] => {
        const found = comparison.differences[key];
        return found ? [{ name: names[key], ...found }] : [];
      }),
    [comparison],
  );
  return (
    <Card title="Differences">
      <Chart
        title="B minus A"
        summary="Paired by question. Grey: the 95 % interval holds 0, so there may be no difference."
        rows={rows}
        columns={columns}
        keyOf={(row) => row.name}
        draw={draw}
      />
      <Table label="Differences" rows={rows} columns={columns} keyOf={(row) => row.name} />
      {comparison.sampling.length > 0 && (
        <>
          <h3>Several samples of a question</h3>
          <Table
            label="Differences of several samples"
            rows={comparison.sampling}
            columns={sampling_columns}
            keyOf={(row) => `${row.turn} ${row.k}`}
          />
        </>
      )}
    </Card>
  );
}
