import { useState } from 'react';
import { flushSync } from 'react-dom';
import type { Webhook } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { Failure } from '../parts/states.tsx';
import { useWrite } from '../queries.ts';

/** Switches a webhook on or off, sends it a test, or deletes it after asking. */
export function WebhookActions({ row }: { row: Webhook }) {
  const [asking, setAsking] = useState(false);
  const path = { id: row.id };
  const change = useWrite('PATCH /v1/webhooks/{id}', ({ enabled }) =>
    announce(enabled ? 'Webhook enabled.' : 'Webhook disabled.'),
  );
  const test = useWrite('POST /v1/webhooks/{id}/test', () => announce('Test event on its way; see its deliveries.'));
  const remove = useWrite('DELETE /v1/webhooks/{id}', () => {
    // The dialog gives the focus back to a button that is about to go with its row.
    flushSync(() => setAsking(false));
    document.querySelector('h1')?.focus();
    announce('Webhook deleted.');
  });
  const error = change.error ?? test.error ?? remove.error;
  const of = <span className="hidden"> {row.url}</span>;
  return (
    <>
      <div className="row">
        {row.enabled && (
          <button type="button" className="button" disabled={test.isPending} onClick={() => test.mutate({ path })}>
            Test{of}
          </button>
        )}
        <button
          type="button"
          className="button"
          disabled={change.isPending}
          onClick={() => change.mutate({ path, body: { enabled: !row.enabled } })}
        >
          {row.enabled ? 'Disable' : 'Enable'}
          {of}
        </button>
        <button type="button" className="button" onClick={() => setAsking(true)}>
          Delete{of}
        </button>
      </div>
      {error && <Failure error={error} />}
      {asking && (
        <Confirm
          title="Delete this webhook?"
          text="Its address is told nothing more, and the record of its deliveries goes too."
          action="Delete the webhook"
          busy={remove.isPending}
          onConfirm={() => remove.mutate({ path })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
