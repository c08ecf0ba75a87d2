import { Link } from '@tanstack/react-router';
import type { Model } from '../../schema/contracts/index.ts';
import { Copy } from '../parts/copy.tsx';
import { bytes } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Page } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';

const size = (row: Model) => row.files.reduce((sum, file) => sum + file.size_bytes, 0);

const columns: Column<Model>[] = [
  {
    id: 'name',
    header: 'Model',
    value: (row) => row.name,
    cell: (row) => (
      <>
        {row.name}
        <br />
        <code className="muted">{row.id}</code>
      </>
    ),
  },
  {
    id: 'job',
    header: 'Made by',
    value: (row) => row.lineage.recipe,
    cell: (row) => (
      <Link to="/jobs/$id" params={{ id: row.job_id }}>
        {row.lineage.recipe}
      </Link>
    ),
  },
  {
    id: 'parent',
    header: 'From',
    value: (row) => row.lineage.parent ?? '–',
    cell: (row) => <code>{row.lineage.parent ?? '–'}</code>,
    wide: true,
  },
  { id: 'size', header: 'Size', value: size, cell: (row) => bytes(size(row)), end: true, wide: true },
  {
    id: 'created',
    header: 'Made',
    value: (row) => row.created_at,
    cell: (row) => <When at={row.created_at} />,
    wide: true,
  },
  { id: 'copy', header: 'Use', value: (row) => row.id, cell: (row) => <Copy text={row.id} label="Copy id" /> },
];

/** The checkpoints that jobs registered. */
export default function Models() {
  return (
    <Page
      title="Models"
      lead="Checkpoints that training jobs registered, each with its lineage. Use an id wherever a recipe asks for a model."
    >
      <List
        route="GET /v1/models"
        request={{}}
        label="Models"
        columns={columns}
        empty={
          <Empty title="No model yet">
            <p>
              A training job registers what it trained.{' '}
              <Link to="/jobs/new" search={{ recipe: 'sft' }}>
                Start one
              </Link>
              .
            </p>
          </Empty>
        }
      />
    </Page>
  );
}
