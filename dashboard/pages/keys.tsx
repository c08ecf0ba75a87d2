import { useState } from 'react';
import type { Key, KeyCreated } from '../../schema/contracts/index.ts';
import { Badge } from '../parts/badge.tsx';
import { Command, curl } from '../parts/copy.tsx';
import { dateTime } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { NewKey } from '../parts/new-key.tsx';
import { Card, Page } from '../parts/page.tsx';
import { RevokeKey } from '../parts/revoke-key.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';

function stateOf(key: Key): string {
  if (key.revoked_at !== null) return 'revoked';
  return key.expires_at !== null && key.expires_at < Date.now() ? 'expired' : 'active';
}

const columns: Column<Key>[] = [
  { id: 'name', header: 'Key', value: (row) => row.name },
  { id: 'state', header: 'State', value: stateOf, cell: (row) => <Badge value={stateOf(row)} /> },
  { id: 'scopes', header: 'Scopes', value: (row) => row.scopes.join(', '), wide: true },
  {
    id: 'used',
    header: 'Last used',
    value: (row) => row.last_used_at,
    cell: (row) => <When at={row.last_used_at} />,
    wide: true,
  },
  {
    id: 'expires',
    header: 'Expires',
    value: (row) => row.expires_at,
    cell: (row) => (row.expires_at === null ? 'never' : dateTime(row.expires_at)),
    wide: true,
  },
  { id: 'revoke', header: 'Revoked', value: (row) => row.revoked_at, cell: (row) => <RevokeKey row={row} /> },
];

/** The project's keys: make, see once, revoke. */
export default function Keys() {
  const can = useCan('admin');
  const [made, setMade] = useState<KeyCreated | null>(null);
  return (
    <Page
      title="Keys"
      lead="Give every program its own key with only the scopes it needs. Only a hash is kept, so a key is shown once."
    >
      {!can && <Needs scope="admin" />}
      {can && made && (
        <div className="notice good">
          <h2>Key {made.name} is ready</h2>
          <p>Copy it now: it is shown only this once.</p>
          <Command text={made.token} />
          <button type="button" className="button" onClick={() => setMade(null)}>
            I have it
          </button>
        </div>
      )}
      {can && (
        <Card title="New key">
          <NewKey onMade={setMade} />
        </Card>
      )}
      {can && (
        <List
          route="GET /v1/keys"
          request={{}}
          label="Keys"
          columns={columns}
          empty={<Empty title="No key yet" command={curl('GET', '/v1/keys')} />}
        />
      )}
    </Page>
  );
}
