import { useState } from 'react';
import type { Key, KeyCreated, Scope } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Badge } from '../parts/badge.tsx';
import { Command, curl } from '../parts/copy.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { Field, Form, fieldError, textOf } from '../parts/form.tsx';
import { ago, dateTime } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { Empty, Failure } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { useWrite } from '../queries.ts';

const scope_text: Record<Scope, string> = {
  read: 'Read everything in the project',
  judge: 'Judge, and write datasets and reports',
  campaigns: 'Run campaigns and leaderboards',
  jobs: 'Start and cancel jobs',
  rate: 'Submit ratings',
  runner: 'Take jobs as a runner',
  admin: 'Everything, and manage keys',
};

function stateOf(key: Key): string {
  if (key.revoked_at !== null) return 'revoked';
  return key.expires_at !== null && key.expires_at < Date.now() ? 'expired' : 'active';
}

function Revoke({ row }: { row: Key }) {
  const [asking, setAsking] = useState(false);
  const write = useWrite('DELETE /v1/keys/{id}', () => {
    setAsking(false);
    announce(`Key ${row.name} revoked.`);
  });
  if (row.revoked_at !== null) return <span className="muted small">{ago(row.revoked_at)}</span>;
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        Revoke<span className="hidden"> {row.name}</span>
      </button>
      {write.error && <Failure error={write.error} />}
      {asking && (
        <Confirm
          title={`Revoke ${row.name}?`}
          text="Whatever uses this key stops working at once. A revoked key cannot be restored."
          action="Revoke the key"
          busy={write.isPending}
          onConfirm={() => write.mutate({ path: { id: row.id } })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
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
  { id: 'revoke', header: 'Revoked', value: (row) => row.revoked_at, cell: (row) => <Revoke row={row} /> },
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

function NewKey({ onMade }: { onMade: (key: KeyCreated) => void }) {
  const [missing, setMissing] = useState(false);
  const write = useWrite('POST /v1/keys', (key) => {
    onMade(key);
    scrollTo({ top: 0 });
    announce(`Key ${key.name} made. Copy it now.`);
  });
  const submit = (form: FormData) => {
    const scopes = form.getAll('scopes') as Scope[];
    setMissing(scopes.length === 0);
    if (scopes.length === 0) return;
    const days = textOf(form, 'days');
    write.mutate({
      body: {
        name: textOf(form, 'name'),
        scopes,
        expires_at: days === '' ? null : Date.now() + Number(days) * 86_400_000,
      },
    });
  };
  return (
    <Form write={write} action="Make key" onSubmit={submit}>
      <div className="fields">
        <Field
          label="Name"
          name="name"
          hint="What will use it, like ci or laptop."
          error={fieldError(write.error, 'name')}
        >
          {(control) => <input {...control} required maxLength={200} autoComplete="off" />}
        </Field>
        <Field label="Expires" name="days" error={fieldError(write.error, 'expires_at')}>
          {(control) => (
            <select {...control} defaultValue="90">
              <option value="7">In 7 days</option>
              <option value="90">In 90 days</option>
              <option value="365">In a year</option>
              <option value="">Never</option>
            </select>
          )}
        </Field>
      </div>
      <fieldset aria-describedby={missing ? 'scopes-error' : undefined}>
        <legend>Scopes</legend>
        <div className="fields" style={{ gap: '0.4rem 1.25rem' }}>
          {(Object.keys(scope_text) as Scope[]).map((scope) => (
            <label key={scope} className="check">
              <input type="checkbox" name="scopes" value={scope} defaultChecked={scope === 'read'} />
              <span>
                <b>{scope}</b> <span className="muted small">{scope_text[scope]}</span>
              </span>
            </label>
          ))}
        </div>
        {missing && (
          <p id="scopes-error" className="error" role="alert">
            Choose at least one scope.
          </p>
        )}
      </fieldset>
    </Form>
  );
}
