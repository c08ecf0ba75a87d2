import { Link } from '@tanstack/react-router';
import type { Refinement } from '../../schema/contracts/index.ts';
import { Badge } from '../parts/badge.tsx';
import { curl } from '../parts/copy.tsx';
import { count } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Page } from '../parts/page.tsx';
import { Clip, promptText } from '../parts/prompt.tsx';
import { useCan } from '../parts/session.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';

const columns: Column<Refinement>[] = [
  {
    id: 'prompt',
    header: 'Prompt',
    value: (row) => promptText(row.request.prompt),
    cell: (row) => (
      <Link to="/refinements/$id" params={{ id: row.id }}>
        <Clip text={promptText(row.request.prompt) || '(empty)'} />
      </Link>
    ),
  },
  { id: 'strategy', header: 'Strategy', value: (row) => row.request.strategy },
  { id: 'state', header: 'State', value: (row) => row.state, cell: (row) => <Badge value={row.state} /> },
  { id: 'answer', header: 'Answer', value: (row) => row.result?.answer ?? '–', wide: true },
  { id: 'calls', header: 'Calls', value: (row) => row.calls, cell: (row) => count(row.calls), end: true, wide: true },
  {
    id: 'created',
    header: 'Made',
    value: (row) => row.created_at,
    cell: (row) => <When at={row.created_at} />,
    wide: true,
  },
];

const example = {
  request: {
    prompt: 'What is 6 times 7?',
    model: { kind: 'chat', base_url: 'http://127.0.0.1:8000/v1', model: 'tiny-arithmetic' },
    strategy: 'self-consistency',
  },
};

/** The refinements of the project. */
export default function Refinements() {
  const can = useCan('judge');
  return (
    <Page
      title="Refinements"
      lead="A refinement improves an answer at test time: review, critique, votes, search. Every call it made is on record."
      actions={
        can && (
          <Link className="button primary" to="/refinements/new">
            New refinement
          </Link>
        )
      }
    >
      <List
        route="GET /v1/refinements"
        request={{}}
        label="Refinements"
        columns={columns}
        empty={
          <Empty title="No refinement yet" command={curl('POST', '/v1/refinements', example)}>
            <p>
              Any chat model will do; a checkpoint of your own is served by <code>assay-runner serve</code>.
            </p>
          </Empty>
        }
      />
    </Page>
  );
}
