import { useEffect, useState } from 'react';
import type { Choice, RatingSession } from '../../schema/contracts/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { setTheme, useTheme } from '../parts/theme.ts';
import { Compare } from './compare.tsx';
import { Finished, Message, Problem, SendState } from './messages.tsx';
import { useRating } from './rating.ts';

const said: Record<Choice, string> = {
  left: 'A is better',
  right: 'B is better',
  tie: 'Tie',
  both_good: 'Both good',
  both_bad: 'Both bad',
};

/** The rating page: one comparison at a time. */
export function App({ invitation }: { invitation: string }) {
  const rating = useRating(invitation);
  const { session, assignments, rated, total, outbox, problem, finished, offline } = rating;
  const [help, setHelp] = useState(false);
  const [started, setStarted] = useState(false);
  const [latest, setLatest] = useState('');
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '?' && !(event.target instanceof HTMLTextAreaElement)) setHelp(true);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const [current] = assignments;
  const rate = (choice: Choice, comment: string) => {
    rating.rate(choice, comment);
    setLatest(`${said[choice]}. ${Math.min(total, rated + 1)} of ${total} rated.`);
  };
  const intro = session !== null && session.campaign.instructions !== '' && session.rated === 0 && !started;
  return (
    <div className="rate">
      <Top
        title={session?.campaign.name ?? 'Rate answers'}
        rated={rated}
        total={total}
        known={session !== null}
        onHelp={() => setHelp(true)}
      />
      <SendState outbox={outbox} offline={offline} />
      {problem && !current ? (
        <Problem error={problem} retry={rating.retry} />
      ) : session && intro ? (
        <Message title={session.campaign.name}>
          <pre className="instructions">{session.campaign.instructions}</pre>
          <button type="button" className="button primary" onClick={() => setStarted(true)}>
            Start
          </button>
        </Message>
      ) : session && current ? (
        <Compare key={current.id} assignment={current} question={session.campaign.question} onRate={rate} />
      ) : session && finished ? (
        <Finished rated={rated} outbox={outbox} />
      ) : (
        <Message title="One moment…">
          <p className="muted">Fetching the next comparison.</p>
        </Message>
      )}
      <p className="hidden" aria-live="polite">
        {latest}
      </p>
      {help && <Help session={session} onClose={() => setHelp(false)} />}
    </div>
  );
}

function Top(props: { title: string; rated: number; total: number; known: boolean; onHelp: () => void }) {
  const { title, rated, total, known, onHelp } = props;
  const { dark } = useTheme();
  return (
    <header className="rate-top">
      <div className="row between">
        <p className="name">{title}</p>
        <div className="row" style={{ gap: 0 }}>
          <button type="button" className="button plain" onClick={() => setTheme(dark ? 'light' : 'dark')}>
            {dark ? 'Light' : 'Dark'}
            <span className="hidden"> theme</span>
          </button>
          <button type="button" className="button plain" aria-keyshortcuts="?" onClick={onHelp}>
            Help
          </button>
        </div>
      </div>
      {known && total > 0 && (
        <div className="rate-progress">
          <progress className="bar" aria-label="Rated" value={rated} max={total} />
          <span className="number small muted" data-rated={rated}>
            {rated} of {total}
          </span>
        </div>
      )}
    </header>
  );
}

function Help({ session, onClose }: { session: RatingSession | null; onClose: () => void }) {
  const rows = [
    ['←', 'A is better'],
    ['→', 'B is better'],
    ['↓ or =', 'They are equally good'],
    ['0', 'Both are bad'],
    ['?', 'This help'],
  ];
  return (
    <Dialog title="Help" onClose={onClose}>
      <p>
        Read what was asked and both answers, then choose. You do not see which model wrote which, and a choice cannot
        be taken back.
      </p>
      {session && session.campaign.instructions !== '' && (
        <pre className="instructions">{session.campaign.instructions}</pre>
      )}
      <dl className="keys">
        {rows.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className="muted small">
        Without a connection you can go on: ratings are kept in this browser and sent later.
      </p>
    </Dialog>
  );
}
