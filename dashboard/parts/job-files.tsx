import { useInfiniteQuery } from '@tanstack/react-query';
import type { Artifact } from '../../schema/contracts/index.ts';
import { list } from '../queries.ts';
import { bytes } from './format.ts';
import { Card } from './page.tsx';
import { Failure } from './states.tsx';
import { type Column, Table } from './table.tsx';

const columns: Column<Artifact>[] = [
  {
    id: 'name',
    header: 'File',
    value: (row) => row.name,
    cell: (row) => (
      <a href={`/v1/artifacts/${row.id}/content`} download={row.name.split('/').at(-1)}>
        {row.name}
      </a>
    ),
  },
  { id: 'kind', header: 'Kind', value: (row) => row.kind, cell: (row) => row.kind.replace('_', ' ') },
  { id: 'size', header: 'Size', value: (row) => row.size_bytes, cell: (row) => bytes(row.size_bytes), end: true },
  {
    id: 'sha256',
    header: 'SHA-256',
    value: (row) => row.sha256,
    cell: (row) => <code>{row.sha256.slice(0, 12)}…</code>,
    wide: true,
  },
];

/** The files that a job made. */
export function JobFiles({ id }: { id: string }) {
  const query = useInfiniteQuery(list('GET /v1/jobs/{id}/artifacts', { path: { id }, query: { limit: 200 } }));
  const rows = query.data?.pages[0]?.data ?? [];
  return (
    <Card title="Files">
      {query.error && <Failure error={query.error} retry={() => query.refetch()} />}
      {rows.length === 0 ? (
        <p className="muted">No file yet.</p>
      ) : (
        <Table label="Files" rows={rows} columns={columns} keyOf={(row) => row.id} />
      )}
    </Card>
  );
}
