import { useState } from 'react';
import type { Answer } from '../contracts.ts';
import { announce } from '../parts/announce.tsx';
import { useWrite } from '../queries.ts';
import { WebhookForm } from './webhook-form.tsx';

/** The form that adds an address and picks what it is told. */
export function NewWebhook({ onMade }: { onMade: (webhook: Answer<'POST /v1/webhooks'>) => void }) {
  const [round, setRound] = useState(0);
  const write = useWrite('POST /v1/webhooks', (webhook) => {
    onMade(webhook);
    setRound(round + 1);
    scrollTo({ top: 0 });
    announce('Webhook made. Copy its secret now.');
  });
  return <WebhookForm key={round} write={write} action="Add webhook" onSubmit={(body) => write.mutate({ body })} />;
}
