import { useRef } from 'react';
import type { Webhook } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { useWrite } from '../queries.ts';
import { WebhookForm } from './webhook-form.tsx';

/** Changes a webhook's address, events or description; its secret stays. What waits for its next try goes to the new address. */
export function ChangeWebhook({ hook }: { hook: Webhook }) {
  const form = useRef<HTMLDetailsElement>(null);
  const write = useWrite('PATCH /v1/webhooks/{id}', () => {
    if (form.current) form.current.open = false;
    form.current?.querySelector('summary')?.focus();
    announce('Webhook changed.');
  });
  return (
    <div className="card">
      <details ref={form}>
        <summary>Change this webhook</summary>
        <WebhookForm
          write={write}
          action="Change webhook"
          from={hook}
          onSubmit={(body) => write.mutate({ path: { id: hook.id }, body })}
        />
      </details>
    </div>
  );
}
