import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Webhook } from '../../schema/contracts/index.ts';
import type { Answer } from '../contracts.ts';
import { Badge } from '../parts/badge.tsx';
import { Command, curl } from '../parts/copy.tsx';
import { List } from '../parts/list.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { WebhookActions } from './actions.tsx';
import { NewWebhook } from './new-webhook.tsx';

const stateOf = ({ enabled, failing_since }: Webhook): string =>
  enabled ? (failing_since === null ? 'active' : 'failing') : 'off';

const columns: Column<Webhook>[] = [
  {
    id: 'url',
    header: 'Address',
    value: (row) => row.url,
    cell: (row) => (
      <Link to="/webhooks/$id" params={{ id: row.id }} className="clip">
        {row.url}
      </Link>
    ),
  },
  { id: 'state', header: 'State', value: stateOf, cell: (row) => <Badge value={stateOf(row)} /> },
  { id: 'events', header: 'Is told', value: (row) => row.events.join(', '), wide: true },
  { id: 'description', header: 'Description', value: (row) => row.description, wide: true },
  {
    id: 'failing_since',
    header: 'Failing since',
    value: (row) => row.failing_since,
    cell: (row) => <When at={row.failing_since} />,
    wide: true,
  },
  { id: 'actions', header: 'Change', value: (row) => row.enabled, cell: (row) => <WebhookActions row={row} /> },
];

const example = { url: 'https://example.org/told', events: ['job.finished'] };

/** What has just appeared is where a keyboard goes on. */
const focus = (element: HTMLElement | null) => element?.focus();

/** Addresses that are told what happens in the project. */
export default function Webhooks() {
  const can = useCan('admin');
  const [made, setMade] = useState<Answer<'POST /v1/webhooks'> | null>(null);
  return (
    <Page
      title="Webhooks"
      lead="Addresses of yours that are told what happens here. Every delivery is signed and tried for about three days."
    >
      {!can && <Needs scope="admin" />}
      {made && (
        <div className="notice good">
          <h2 tabIndex={-1} ref={focus}>
            The webhook is ready
          </h2>
          <p>Its signing secret is shown only this once: copy it to whatever checks the signatures.</p>
          <Command text={made.secret} />
          <button type="button" className="button" onClick={() => setMade(null)}>
            I have it
          </button>
        </div>
      )}
      {can && (
        <Card title="New webhook">
          <NewWebhook onMade={setMade} />
        </Card>
      )}
      {can && (
        <List
          route="GET /v1/webhooks"
          request={{}}
          label="Webhooks"
          columns={columns}
          refresh_ms={5_000}
          empty={<Empty title="No webhook yet" command={curl('POST', '/v1/webhooks', example)} />}
        />
      )}
    </Page>
  );
}
