import type { z } from 'zod';
import type { AuditEntry } from '../../schema/contracts/index.ts';
import { List } from '../parts/list.tsx';
import { Page } from '../parts/page.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';

const columns: Column<z.infer<typeof AuditEntry>>[] = [
  { id: 'action', header: 'Action', value: (row) => row.action, cell: (row) => <code>{row.action}</code> },
  { id: 'subject', header: 'Subject', value: (row) => row.subject, cell: (row) => <code>{row.subject}</code> },
  { id: 'actor', header: 'By', value: (row) => row.actor, cell: (row) => <code>{row.actor}</code>, wide: true },
  {
    id: 'details',
    header: 'Details',
    value: (row) => JSON.stringify(row.details),
    cell: (row) => (
      <code className="clip">{Object.keys(row.details).length === 0 ? '–' : JSON.stringify(row.details)}</code>
    ),
    wide: true,
  },
  { id: 'at', header: 'When', value: (row) => row.at, cell: (row) => <When at={row.at} /> },
];

/** Who changed what; entries are only ever added. */
export default function Audit() {
  const can = useCan('admin');
  return (
    <Page title="Audit log" lead="Changes to keys, judges, campaigns and jobs. Entries are only ever added.">
      {can ? (
        <List
          route="GET /v1/audit"
          request={{}}
          label="Audit log"
          columns={columns}
          empty={<Empty title="Nothing has changed yet" />}
        />
      ) : (
        <Needs scope="admin" />
      )}
    </Page>
  );
}
