import { useState } from 'react';
import { useTexts } from './language.ts';
import { Message } from './messages.tsx';
import type { View } from './visit.ts';

/** The last comparison is rated; its rating can still be taken back, or waits for a connection. */
export function Last({ view, onFinish }: { view: View; onFinish: () => void }) {
  const t = useTexts();
  return (
    <Message title={t.last_title}>
      {view.offline ? (
        <p>{t.will_be_sent(view.outbox.waiting.length)}</p>
      ) : (
        <>
          {view.undoable && <p>{t.last_text}</p>}
          <button type="button" className="button primary" onClick={onFinish}>
            {t.finish}
          </button>
        </>
      )}
    </Message>
  );
}

/** Nothing can be handed out just now. */
export function Nothing({ retry }: { retry: () => void }) {
  const t = useTexts();
  return (
    <Message title={t.nothing_now}>
      <button type="button" className="button primary" onClick={retry}>
        {t.retry}
      </button>
    </Message>
  );
}

/** Nothing more is handed out; a recruited rater is given what their platform wants. */
export function Ended({ view, retry }: { view: View; retry: () => void }) {
  const t = useTexts();
  const { done = null, completion = null } = view.ended ?? {};
  const enough = done === 'quota' || done === 'enough';
  if (done === null || (view.rated === 0 && done === 'nothing_left')) return <Nothing retry={retry} />;
  return (
    <Message title={enough ? t.enough_title : t.finished_title}>
      {done === 'enough' && <p>{t.enough_text}</p>}
      {done === 'quota' && <p>{t.quota_text}</p>}
      {view.rated > 0 && <p>{t.you_rated(view.rated)}</p>}
      {completion && <Code {...completion} />}
      {view.outbox.waiting.length > 0 ? (
        <p>{t.will_be_sent(view.outbox.waiting.length)}</p>
      ) : (
        view.rated > 0 && <p className="muted">{t.all_sent}</p>
      )}
    </Message>
  );
}

function Code({ code, url }: { code: string; url: string | null }) {
  const t = useTexts();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(code).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <div className="completion">
      <p id="completion-label">{t.code_text}</p>
      <div className="row">
        <output aria-labelledby="completion-label" className="completion-code">
          {code}
        </output>
        <button type="button" className="button" onClick={copy}>
          <span role="status">{copied ? t.copied : t.copy}</span>
        </button>
      </div>
      {url !== null && (
        <a className="button primary" href={url} rel="noopener noreferrer">
          {t.back_to_platform} ({new URL(url).host})
        </a>
      )}
    </div>
  );
}
