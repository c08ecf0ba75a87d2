import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Dataset, Item, ResponseRow } from '../../schema/contracts/index.ts';
import { curl } from '../parts/copy.tsx';
import { DeleteDataset } from '../parts/delete-dataset.tsx';
import { Field } from '../parts/form.tsx';
import { counted, dateTime } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Clip, promptText } from '../parts/prompt.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { Uploader } from '../parts/uploader.tsx';
import { one } from '../queries.ts';

const item_columns: Column<Item>[] = [
  {
    id: 'prompt',
    header: 'Prompt',
    value: (row) => promptText(row.prompt),
    cell: (row) => <Clip text={promptText(row.prompt)} />,
  },
  {
    id: 'reference',
    header: 'Reference',
    value: (row) => row.reference,
    cell: (row) => <Clip text={row.reference ?? '–'} />,
  },
  { id: 'external_id', header: 'External id', value: (row) => row.external_id ?? '–', wide: true },
  { id: 'id', header: 'Item', value: (row) => row.id, cell: (row) => <code>{row.id}</code>, wide: true },
];

const response_columns: Column<ResponseRow>[] = [
  {
    id: 'content',
    header: 'Response',
    value: (row) => row.content,
    cell: (row) => <Clip text={row.content || '(empty)'} />,
  },
  { id: 'model', header: 'Model', value: (row) => row.model },
  { id: 'sample', header: 'Sample', value: (row) => row.sample, end: true, wide: true },
  { id: 'attempt', header: 'Attempt', value: (row) => row.attempt, end: true, wide: true },
  { id: 'correct', header: 'Correct', value: (row) => (row.correct === null ? '–' : row.correct ? 'yes' : 'no') },
  { id: 'item', header: 'Item', value: (row) => row.item_id, cell: (row) => <code>{row.item_id}</code>, wide: true },
];

/** One dataset: its rows, uploads into it, downloads from it. */
export default function DatasetPage() {
  const { id } = useParams({ from: '/datasets/$id' });
  const query = useQuery(one('GET /v1/datasets/{id}', { path: { id } }));
  return <Loaded query={query}>{(dataset) => <Detail key={dataset.id} dataset={dataset} />}</Loaded>;
}

function Detail({ dataset }: { dataset: Dataset }) {
  const can = useCan('judge');
  const path = { id: dataset.id };
  const { model } = useSearch({ from: '/datasets/$id' });
  const navigate = useNavigate({ from: '/datasets/$id' });
  const lead = `${counted(dataset.item_count, 'item')}, ${counted(dataset.response_count, 'response')} · changed ${dateTime(dataset.updated_at)}`;
  return (
    <Page
      title={dataset.name}
      crumb={<Link to="/datasets">Datasets</Link>}
      lead={dataset.description === '' ? lead : `${dataset.description} · ${lead}`}
      actions={can && <DeleteDataset dataset={dataset} />}
    >
      <Card title="Upload">{can ? <Uploader dataset_id={dataset.id} /> : <Needs scope="judge" />}</Card>
      <div className="stack">
        <div className="row between">
          <h2>Items</h2>
          {dataset.item_count > 0 && <Download id={dataset.id} what="items" />}
        </div>
        <List
          route="GET /v1/datasets/{id}/items"
          request={{ path }}
          label="Items"
          columns={item_columns}
          empty={
            <Empty
              title="No item yet"
              command={curl('POST', `/v1/datasets/${dataset.id}/items`, {
                items: [{ prompt: 'What is 6 × 7?', reference: '42' }],
              })}
            >
              <p>Upload a file above. A line of JSONL looks like this:</p>
              <code>{'{"external_id": "q1", "prompt": "What is 6 × 7?", "reference": "42"}'}</code>
            </Empty>
          }
        />
      </div>
      <div className="stack">
        <div className="row between">
          <h2>Responses</h2>
          {dataset.response_count > 0 && <Download id={dataset.id} what="responses" />}
        </div>
        <search className="filters">
          <Field label="Model" name="model" hint="The exact name. Empty shows all.">
            {(control) => (
              <input
                {...control}
                data-filter
                type="search"
                defaultValue={model ?? ''}
                onChange={(event) =>
                  navigate({ search: event.target.value === '' ? {} : { model: event.target.value }, replace: true })
                }
              />
            )}
          </Field>
        </search>
        <List
          route="GET /v1/datasets/{id}/responses"
          request={{ path, query: model ? { model } : {} }}
          label="Responses"
          columns={response_columns}
          empty={
            <Empty title={model ? `No response of ${model}` : 'No response yet'}>
              <p>
                Upload some, or let a job with the recipe{' '}
                <Link to="/jobs/new" search={{ recipe: 'generate' }}>
                  generate
                </Link>{' '}
                sample them.
              </p>
            </Empty>
          }
        />
      </div>
    </Page>
  );
}

function Download({ id, what }: { id: string; what: 'items' | 'responses' }) {
  return (
    <a className="button" href={`/v1/datasets/${id}/export?what=${what}`} download={`${what}.jsonl`}>
      Download {what}
    </a>
  );
}
