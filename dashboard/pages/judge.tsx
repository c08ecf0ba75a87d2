import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Calibration, Evaluation, Judge } from '../../schema/contracts/index.ts';
import { Badge } from '../parts/badge.tsx';
import { decimal, percent } from '../parts/format.ts';
import { JudgeShadow } from '../parts/judge-shadow.tsx';
import { JudgeWatch } from '../parts/judge-watch.tsx';
import { List } from '../parts/list.tsx';
import { NewEvaluation } from '../parts/new-evaluation.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Json } from '../parts/prompt.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { backing } from '../parts/verifier.tsx';
import { When } from '../parts/when.tsx';
import { one } from '../queries.ts';

const evaluation_columns: Column<Evaluation>[] = [
  {
    id: 'name',
    header: 'Evaluation',
    value: (row) => row.name,
    cell: (row) => (
      <Link to="/evaluations/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    ),
  },
  { id: 'state', header: 'State', value: (row) => row.state, cell: (row) => <Badge value={row.state} /> },
  {
    id: 'accuracy',
    header: 'Accuracy',
    value: (row) => row.result?.accuracy.value ?? null,
    cell: (row) => percent(row.result?.accuracy.value ?? null),
    end: true,
  },
  {
    id: 'kappa',
    header: 'κ',
    value: (row) => row.result?.kappa.value ?? null,
    cell: (row) => decimal(row.result?.kappa.value ?? null, 2),
    end: true,
    wide: true,
  },
  { id: 'items', header: 'Items', value: (row) => row.result?.items ?? null, end: true, wide: true },
  { id: 'at', header: 'Made', value: (row) => row.created_at, cell: (row) => <When at={row.created_at} />, wide: true },
];

const calibration_columns: Column<Calibration>[] = [
  { id: 'id', header: 'Calibration', value: (row) => row.id, cell: (row) => <code>{row.id}</code> },
  { id: 'method', header: 'Map', value: (row) => row.settings.method },
  { id: 'combine', header: 'Combines by', value: (row) => row.result.combine, wide: true },
  {
    id: 'threshold',
    header: 'Abstains below',
    value: (row) => row.result.abstention?.threshold ?? null,
    cell: ({ result: { abstention } }) =>
      abstention === null ? '–' : abstention.threshold === null ? 'always' : percent(abstention.threshold),
    end: true,
  },
  {
    id: 'ece',
    header: 'Calibration error',
    value: (row) => row.result.after.ece.value,
    cell: ({ result }) => `${percent(result.before.ece.value)} → ${percent(result.after.ece.value)}`,
    end: true,
  },
];

/** One judge: what it is, how it did against labels and against people. */
export default function JudgePage() {
  const { id } = useParams({ from: '/judges/$id' });
  const query = useQuery(one('GET /v1/judges/{id}', { path: { id } }));
  return <Loaded query={query}>{(judge) => <Whole judge={judge as Judge} />}</Loaded>;
}

function Whole({ judge }: { judge: Judge }) {
  const path = { id: judge.id };
  return (
    <Page
      title={`${judge.name} v${judge.version}`}
      crumb={<Link to="/judges">Judges</Link>}
      lead={`Mode ${judge.mode}, backed by ${backing(judge.panel)}`}
      actions={
        <Link className="button" to="/judgments" search={{ judge_id: judge.id }}>
          Its judgments
        </Link>
      }
    >
      <Card title="Measure it against labels">
        <NewEvaluation judge={judge} />
      </Card>
      <List
        route="GET /v1/judges/{id}/evaluations"
        request={{ path }}
        label="Evaluations"
        columns={evaluation_columns as never}
        empty={
          <Empty title="Not measured yet">
            <p>Upload a dataset whose items carry labels, then measure the judge against them.</p>
          </Empty>
        }
      />
      <List
        route="GET /v1/judges/{id}/calibrations"
        request={{ path }}
        label="Calibrations"
        columns={calibration_columns as never}
        empty={null}
      />
      <JudgeShadow judge={judge} />
      {judge.mode === 'pair' && <JudgeWatch judge_id={judge.id} />}
      <Card title="What it is made of">
        <Json value={judge} label="Judge" />
      </Card>
    </Page>
  );
}
