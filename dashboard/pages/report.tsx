import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Report, SelfCorrection } from '../../schema/contracts/index.ts';
import { Chart, download } from '../parts/chart.tsx';
import { count, dateTime, percent } from '../parts/format.ts';
import { Card, Facts, Page } from '../parts/page.tsx';
import { Json } from '../parts/prompt.tsx';
import { Loaded } from '../parts/states.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { one } from '../queries.ts';

type Measure = SelfCorrection['delta_t1_t2'];
type Row = Measure & { name: string; meaning: string; unreadable: number | null };

const columns: Column<Row>[] = [
  { id: 'name', header: 'Measure', value: (row) => row.name },
  {
    id: 'value',
    header: 'Value',
    value: (row) => row.value,
    cell: (row) => <b data-measure={row.name}>{percent(row.value)}</b>,
    end: true,
  },
  {
    id: 'interval',
    header: '95 % interval',
    value: (row) => row.low,
    cell: (row) => (row.low === null || row.high === null ? '–' : `${percent(row.low)} to ${percent(row.high)}`),
    end: true,
  },
  { id: 'n', header: 'From', value: (row) => row.n, cell: (row) => count(row.n), end: true, wide: true },
  {
    id: 'unreadable',
    header: 'Unreadable',
    value: (row) => row.unreadable,
    cell: (row) => row.unreadable ?? '–',
    end: true,
    wide: true,
  },
  { id: 'meaning', header: 'Meaning', value: (row) => row.meaning, wide: true },
];

function rowsOf(result: SelfCorrection): Row[] {
  const turns = result.turns.map(({ turn, accuracy, unreadable }) => ({
    ...accuracy,
    unreadable,
    name: `Acc@t${turn}`,
    meaning: `Share right at try ${turn}`,
  }));
  const named: [string, string, Measure][] = [
    ['Δ(t1,t2)', 'Gain from the first try to the second', result.delta_t1_t2],
    ['Δ i→c', 'Wrong at first, right after', result.delta_i_to_c],
    ['Δ c→i', 'Right at first, wrong after', result.delta_c_to_i],
    ['CL', 'Confidence level: right answers it kept', result.confidence_level],
    ['CS', 'Critique score: wrong answers it repaired', result.critique_score],
    [
      'RSS',
      'Relative self-correction score: where between the worst and the best it could do',
      result.relative_self_correction_score,
    ],
  ];
  return [...turns, ...named.map(([name, meaning, measure]) => ({ ...measure, name, meaning, unreadable: null }))];
}

const draw: Parameters<typeof Chart<Row>>[0]['draw'] = (plot, rows, width) => ({
  height: 50 + rows.length * 30,
  marginLeft: 74,
  x: { label: 'share', grid: true, percent: true, nice: true, ticks: Math.max(3, Math.floor(width / 110)) },
  y: { label: null, domain: rows.map((row) => row.name), tickSize: 0 },
  marks: [
    plot.ruleX([0], { stroke: 'var(--line-strong)' }),
    plot.ruleY(rows, {
      y: 'name',
      x1: 'low',
      x2: 'high',
      stroke: 'var(--chart-1)',
      strokeWidth: 3,
      strokeLinecap: 'round',
      strokeOpacity: 0.45,
    }),
    plot.dot(
      rows.filter(({ value }) => value !== null),
      {
        y: 'name',
        x: 'value',
        fill: 'var(--chart-1)',
        r: 5,
        tip: true,
        title: (row: Row) => `${row.name}: ${percent(row.value)}`,
      },
    ),
  ],
});

/** One self-correction report. */
export default function ReportPage() {
  const { id } = useParams({ from: '/reports/$id' });
  const query = useQuery(one('GET /v1/self-correction-reports/{id}', { path: { id } }));
  return <Loaded query={query}>{(report) => <Detail key={report.id} report={report} />}</Loaded>;
}

function Detail({ report }: { report: Report }) {
  const { result } = report;
  const rows = useMemo(() => rowsOf(result), [result]);
  return (
    <Page
      title={report.name}
      crumb={<Link to="/reports">Reports</Link>}
      lead={`${count(result.questions)} questions, ${count(result.pairs)} pairs of first and second try · ${dateTime(report.created_at)}`}
      actions={
        <button
          type="button"
          className="button"
          onClick={() => download(`${report.id}.json`, 'application/json', JSON.stringify(report, null, 2))}
        >
          Download JSON
        </button>
      }
    >
      <Card title="Measures">
        <Table label="Measures" rows={rows} columns={columns} keyOf={(row) => row.name} />
        <Chart
          title="With their intervals"
          summary="Dots are the measured shares, bars their 95 % intervals. A measure without a dot is undefined for these attempts."
          rows={rows}
          columns={columns}
          keyOf={(row) => row.name}
          draw={draw}
        />
      </Card>
      <div className="columns">
        <Transitions transitions={result.transitions} />
        <Card title="What it was computed from">
          <Facts
            facts={[
              ['Inputs SHA-256', <code key="hash">{report.inputs_sha256}</code>],
              ['Seed of the intervals', report.seed],
            ]}
          />
          <Json value={report.source} label="Source" />
        </Card>
      </div>
    </Page>
  );
}

function Transitions({ transitions }: { transitions: SelfCorrection['transitions'] }) {
  return (
    <Card title="From the first try to the second">
      <table className="transitions">
        <thead>
          <tr>
            <th scope="col">First try</th>
            <th scope="col">then right</th>
            <th scope="col">then wrong</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">right</th>
            <td className="keep">{count(transitions.correct_correct)}</td>
            <td className="lose">{count(transitions.correct_incorrect)}</td>
          </tr>
          <tr>
            <th scope="row">wrong</th>
            <td className="keep">{count(transitions.incorrect_correct)}</td>
            <td>{count(transitions.incorrect_incorrect)}</td>
          </tr>
        </tbody>
      </table>
    </Card>
  );
}
