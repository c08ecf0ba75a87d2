import { Link, useNavigate } from '@tanstack/react-router';
import type { Dataset } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { curl } from '../parts/copy.tsx';
import { Field, Form, fieldError, textOf } from '../parts/form.tsx';
import { count } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { useWrite } from '../queries.ts';

const columns: Column<Dataset>[] = [
  {
    id: 'name',
    header: 'Dataset',
    value: (row) => row.name,
    cell: (row) => (
      <Link to="/datasets/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    ),
  },
  { id: 'items', header: 'Items', value: (row) => row.item_count, cell: (row) => count(row.item_count), end: true },
  {
    id: 'responses',
    header: 'Responses',
    value: (row) => row.response_count,
    cell: (row) => count(row.response_count),
    end: true,
  },
  {
    id: 'updated',
    header: 'Changed',
    value: (row) => row.updated_at,
    cell: (row) => <When at={row.updated_at} />,
    wide: true,
  },
];

/** The datasets of the project and a form to make one. */
export default function Datasets() {
  const can = useCan('judge');
  const navigate = useNavigate();
  const write = useWrite('POST /v1/datasets', (dataset) => {
    announce(`Dataset ${dataset.name} made.`);
    navigate({ to: '/datasets/$id', params: { id: dataset.id } });
  });
  return (
    <Page
      title="Datasets"
      lead="Items are prompts with an optional reference answer; responses are what models answered."
    >
      <Card title="New dataset">
        {can ? (
          <Form
            write={write}
            action="Make dataset"
            onSubmit={(form) =>
              write.mutate({ body: { name: textOf(form, 'name'), description: textOf(form, 'description') } })
            }
          >
            <div className="fields">
              <Field label="Name" name="name" error={fieldError(write.error, 'name')}>
                {(control) => <input {...control} required maxLength={200} />}
              </Field>
              <Field label="Description" name="description" error={fieldError(write.error, 'description')}>
                {(control) => <input {...control} maxLength={5000} />}
              </Field>
            </div>
          </Form>
        ) : (
          <Needs scope="judge" />
        )}
      </Card>
      <List
        route="GET /v1/datasets"
        request={{}}
        label="Datasets"
        columns={columns}
        empty={
          <Empty title="No dataset yet" command={curl('POST', '/v1/datasets', { name: 'my questions' })}>
            <p>Make one above, then upload items as JSONL or CSV.</p>
          </Empty>
        }
      />
    </Page>
  );
}
