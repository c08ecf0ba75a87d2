import type { ReactNode } from 'react';
import type { AssayError } from '../client.ts';
import { useTexts } from './language.ts';
import type { OutboxState } from './outbox.ts';
import type { Strings } from './strings.ts';

/** A page that says one thing. */
export function Message({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="message">
      <img src="/favicon.svg" alt="" width="44" height="44" />
      <h1>{title}</h1>
      {children}
    </main>
  );
}

function kindOf({ code, status }: AssayError): keyof Strings['problems'] {
  if (code === 'conflict') return 'paused';
  if (code === 'gone') return 'ended';
  if (code === 'offline') return 'offline';
  if (code === 'forbidden') return 'not_invited';
  if (status === 429) return 'busy';
  return [400, 401, 404].includes(status) ? 'link' : 'other';
}

/** Why no comparison can be shown, and what the rater can do. */
export function Problem({ error, retry }: { error: AssayError; retry: () => void }) {
  const t = useTexts();
  const [title = '', text = ''] = t.problems[kindOf(error)];
  return (
    <Message title={title}>
      <p>{text}</p>
      {(error.retryable || error.code === 'conflict') && (
        <button type="button" className="button primary" onClick={retry}>
          {t.retry}
        </button>
      )}
      {error.request_id && (
        <p className="muted small">
          {t.request} <code>{error.request_id}</code>
        </p>
      )}
    </Message>
  );
}

/** A line about ratings that have not arrived. */
export function SendState({ outbox, offline }: { outbox: OutboxState; offline: boolean }) {
  const t = useTexts();
  const { waiting, refused } = outbox;
  // One that can still be taken back is not late.
  const late = offline || waiting.length > 2;
  const shown = offline || refused !== null || (late && waiting.length > 0);
  return (
    <p className="send-state" role="status" data-waiting={waiting.length} hidden={!shown}>
      {offline && `${t.offline} `}
      {late && waiting.length > 0 && `${t.waiting(waiting.length)} `}
      {refused && (
        <>
          {t.refused(refused.count)} <span lang="en">{refused.reason}</span>
        </>
      )}
    </p>
  );
}
