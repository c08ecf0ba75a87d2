import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Fragment } from 'react';
import type { WebhookDelivery } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Badge } from '../parts/badge.tsx';
import { List } from '../parts/list.tsx';
import { Page } from '../parts/page.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { Empty, Failure } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { list, useWrite } from '../queries.ts';
import { ChangeWebhook } from './change-webhook.tsx';

const columns: Column<WebhookDelivery>[] = [
  { id: 'event', header: 'Event', value: (row) => row.event, cell: (row) => <Event name={row.event} /> },
  {
    id: 'state',
    header: 'State',
    value: (row) => row.state,
    cell: (row) => (
      <>
        <Badge value={row.state} />
        <Told row={row} />
      </>
    ),
  },
  { id: 'attempts', header: 'Tries', value: (row) => row.attempts, end: true, wide: true },
  {
    id: 'payload',
    header: 'Data',
    value: (row) => JSON.stringify(row.payload),
    cell: (row) => <code className="clip">{JSON.stringify(row.payload)}</code>,
    wide: true,
  },
  {
    id: 'made',
    header: 'When',
    value: (row) => row.created_at,
    cell: (row) => (
      <>
        <When at={row.created_at} />
        {row.attempts > 0 && row.next_attempt_at !== null && (
          <div className="muted small">
            again <When at={row.next_attempt_at} />
          </div>
        )}
      </>
    ),
    wide: true,
  },
  { id: 'again', header: 'Again', value: (row) => row.id, cell: (row) => <Redeliver row={row} /> },
];

/** What was sent to one webhook in the last 30 days. */
export default function Deliveries() {
  const can = useCan('admin');
  const { id } = useParams({ from: '/webhooks/$id' });
  const hooks = useInfiniteQuery({ ...list('GET /v1/webhooks', {}), enabled: can }).data?.pages ?? [];
  const hook = hooks.flatMap(({ data }) => data).find((one) => one.id === id);
  return (
    <Page
      title="Deliveries"
      crumb={<Link to="/webhooks">Webhooks</Link>}
      lead={`What ${hook?.url ?? 'this webhook'} was told in the last 30 days, and how it answered.`}
    >
      {hook && <ChangeWebhook hook={hook} />}
      {can ? (
        <List
          route="GET /v1/webhooks/{id}/deliveries"
          request={{ path: { id } }}
          label="Deliveries"
          columns={columns}
          refresh_ms={5_000}
          empty={<Empty title="Nothing delivered yet">Send it a test event from the list of webhooks.</Empty>}
        />
      ) : (
        <Needs scope="admin" />
      )}
    </Page>
  );
}

/** What the address answered, or why there is no answer. */
function Told({ row: { response_status, last_error } }: { row: WebhookDelivery }) {
  const text = last_error ?? (response_status === null ? null : `answered ${response_status}`);
  return text && <div className="muted small">{text}</div>;
}

/** An event's name, which may break after each of its words. */
function Event({ name }: { name: string }) {
  const words = name.split(/(?<=[._])/);
  return (
    <code className="name">
      {words.map((word) => (
        <Fragment key={word}>
          {word}
          <wbr />
        </Fragment>
      ))}
    </code>
  );
}

function Redeliver({ row }: { row: WebhookDelivery }) {
  const write = useWrite('POST /v1/webhooks/{id}/deliveries/{delivery_id}/redeliver', () =>
    announce('On its way once more.'),
  );
  const path = { id: row.webhook_id, delivery_id: row.id };
  return (
    <>
      <button type="button" className="button" disabled={write.isPending} onClick={() => write.mutate({ path })}>
        Redeliver<span className="hidden"> {row.event}</span>
      </button>
      {write.error && <Failure error={write.error} />}
    </>
  );
}
