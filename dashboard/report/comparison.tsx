import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ReportCompare, ReportComparison } from '../../packages/assay/src/api.ts';
import { Badge } from '../parts/badge.tsx';
import { Chart } from '../parts/chart.tsx';
import { count, counted, points } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { one } from '../queries.ts';
import { ClCsPlane } from './cl-cs-plane.tsx';
import { Curves, point } from './curves.tsx';
import { verdictOf } from './headline.tsx';
import type { Series } from './series.ts';

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
    value: (row) => row.low,
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

/** What is different between two sets of attempts, in a sentence, drawn, and as numbers. */
export function Compared({ id, asked, a, b }: { id: string; asked: ReportCompare; a: Series; b: Series }) {
  const query = useQuery(one('POST /v1/self-correction-reports/{id}/comparisons', { path: { id }, body: asked }));
  const series = useMemo(() => [a, b], [a, b]);
  const turns = useMemo(
    () => series.flatMap(({ name, result }) => result.turns.map(({ turn, accuracy }) => point(turn, name, accuracy))),
    [series],
  );
  return (
    <Loaded query={query}>
      {(comparison) => (
        <>
          <Verdict comparison={comparison} a={a.name} b={b.name} />
          <Differences comparison={comparison} />
          <Card title="Both, on their own questions">
            <div className="columns">
              <Curves
                title="Accuracy by turn"
                summary="Each with all of its questions; bars are 95 % intervals. The differences above take the shared ones alone."
                x="Turn"
                points={turns}
              />
              <ClCsPlane series={series} about={a} />
            </div>
          </Card>
        </>
      )}
    </Loaded>
  );
}

function Verdict({ comparison, a, b }: { comparison: ReportComparison; a: string; b: string }) {
  const { differences, questions, only_a, only_b, test } = comparison;
  const verdict = verdictOf(differences.accuracy_after);
  const title = {
    helps: 'B is right more often at the last turn.',
    harms: 'A is right more often at the last turn.',
    unclear: 'Which one is right more often at the last turn cannot be told.',
  }[verdict];
  const { value, low, high } = differences.accuracy_after;
  return (
    <Card title={title} aside={<Badge value={{ helps: 'B', harms: 'A', unclear: 'unclear' }[verdict]} />}>
      <p>
        {a}; {b}. On the {counted(questions, 'question')} that both have, B minus A is {points(value)} points at the
        last turn{low === null ? '' : `, 95 % interval ${points(low)} to ${points(high)}`}.{' '}
        {test &&
          `B does better on ${count(test.better_b)} of them, A on ${count(test.better_a)}: by chance alone that or more has probability ${test.p_value < 0.001 ? 'below 0.001' : test.p_value.toFixed(3)} (sign test).`}
      </p>
      {only_a + only_b > 0 && (
        <p className="muted small">
          Left out: {counted(only_a, 'question')} of A alone, {counted(only_b, 'question')} of B alone.
        </p>
      )}
    </Card>
  );
}

function Differences({ comparison }: { comparison: ReportComparison }) {
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
