import { Link } from '@tanstack/react-router';
import type { Report } from '../../schema/contracts/index.ts';
import { curl } from '../parts/copy.tsx';
import { count, percent } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { NewReport } from '../report/new-report.tsx';
import { wholePair } from '../report/series.ts';

const columns: Column<Report>[] = [
  {
    id: 'name',
    header: 'Report',
    value: (row) => row.name,
    cell: (row) => (
      <Link to="/reports/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    ),
  },
  {
    id: 'questions',
    header: 'Questions',
    value: (row) => row.result.questions,
    cell: (row) => count(row.result.questions),
    end: true,
    wide: true,
  },
  {
    id: 'first',
    header: 'Acc@t1',
    value: (row) => row.result.turns[0]?.accuracy.value ?? null,
    cell: (row) => percent(row.result.turns[0]?.accuracy.value ?? null),
    end: true,
  },
  {
    id: 'delta',
    header: 'Δ',
    value: (row) => wholePair(row.result)?.delta.value ?? null,
    cell: (row) => percent(wholePair(row.result)?.delta.value ?? null),
    end: true,
  },
  {
    id: 'created',
    header: 'Made',
    value: (row) => row.created_at,
    cell: (row) => <When at={row.created_at} />,
    wide: true,
  },
];

const example = {
  name: 'first look',
  source: {
    kind: 'attempts',
    attempts: [
      { question: 'q1', attempt: 1, correct: false },
      { question: 'q1', attempt: 2, correct: true },
    ],
  },
};

/** The self-correction reports of the project and a form to make one. */
export default function Reports() {
  const can = useCan('judge');
  return (
    <Page
      title="Self-correction reports"
      lead="What a model gets right at first, what it repairs when it tries again, and what it breaks."
    >
      <Card title="New report">{can ? <NewReport /> : <Needs scope="judge" />}</Card>
      <List
        route="GET /v1/self-correction-reports"
        request={{}}
        label="Reports"
        columns={columns}
        empty={
          <Empty title="No report yet" command={curl('POST', '/v1/self-correction-reports', example)}>
            <p>
              Make one above: from a dataset whose responses have two attempts, from refinements, from jobs, or from
              judged attempts as JSONL.
            </p>
          </Empty>
        }
      />
    </Page>
  );
}
