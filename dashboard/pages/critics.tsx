import { Link } from '@tanstack/react-router';
import type { Critic } from '../../packages/assay/src/api.ts';
import { curl } from '../parts/copy.tsx';
import { CriticForm } from '../parts/critic-form.tsx';
import { List } from '../parts/list.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { memberText } from '../parts/try-critique.tsx';
import { When } from '../parts/when.tsx';

const columns: Column<Critic>[] = [
  {
    id: 'name',
    header: 'Critic',
    value: (row) => row.name,
    cell: (row) => (
      <Link to="/critics/$id" params={{ id: row.id }}>
        {row.name} v{row.version}
      </Link>
    ),
  },
  { id: 'panel', header: 'Criticized by', value: (row) => row.panel.map(memberText).join(', ') },
  {
    id: 'created',
    header: 'Made',
    value: (row) => row.created_at,
    cell: (row) => <When at={row.created_at} />,
    wide: true,
  },
];

const example = { name: 'arithmetic', panel: [{ kind: 'arithmetic' }] };

/** The critics of the project and a form to make one. */
export default function Critics() {
  return (
    <Page
      title="Critics"
      crumb={<Link to="/critiques">Critiques</Link>}
      lead="A critic goes through a response step by step: arithmetic, a judge of steps, any model, or several together."
    >
      <Card title="New critic">
        <CriticForm />
      </Card>
      <List
        route="GET /v1/critics"
        request={{}}
        label="Critics"
        columns={columns}
        empty={
          <Empty title="No critic yet" command={curl('POST', '/v1/critics', example)}>
            <p>Make one above; arithmetic needs no model.</p>
          </Empty>
        }
      />
    </Page>
  );
}
