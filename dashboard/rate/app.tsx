import { useEffect, useState } from 'react';
import { Challenge } from './challenge.tsx';
import { Check } from './check.tsx';
import { Compare } from './compare.tsx';
import { preload } from './content/media.tsx';
import { prepare, Rich } from './content/rich.tsx';
import { empty_draft } from './draft.ts';
import { Ended, Last, Nothing } from './ending.tsx';
import { Help } from './help.tsx';
import { useKeys } from './keys.ts';
import { Texts, useLanguage, useTexts } from './language.ts';
import { Message, Problem, SendState } from './messages.tsx';
import { Report } from './report.tsx';
import { Statistics } from './statistics.tsx';
import { languages } from './strings.ts';
import { Top } from './top.tsx';
import { useVisit, type View, type Visit } from './visit.ts';

/** The rating page: one comparison at a time. */
export function App({ invitation }: { invitation: string }) {
  const [view, visit] = useVisit(invitation);
  const [language, setLanguage] = useLanguage(view.session?.campaign.language ?? 'auto');
  const [open, setOpen] = useState<'help' | 'report' | 'statistics' | null>(null);
  // A dialog that makes way for another one says that it closes, too.
  const closing = (which: typeof open) => () => setOpen((now) => (now === which ? null : now));
  const [said, say] = useState('');
  const t = languages[language];
  const undo = () => void visit.undo().then((taken_back) => say(taken_back ? t.undone : t.too_late));
  useKeys({ '?': () => setOpen('help'), u: view.undoable ? undo : undefined });
  const skip = (kind: 'skip' | 'report', reason: string) => {
    visit.skip(kind, reason);
    setOpen(null);
    say(kind === 'skip' ? t.skipped : t.reported);
  };
  return (
    <Texts.Provider value={t}>
      <div className="rate">
        <Top view={view} onUndo={undo} onHelp={() => setOpen('help')} />
        <SendState outbox={view.outbox} offline={view.offline} />
        <Screen view={view} visit={visit} say={say} skip={skip} onReport={() => setOpen('report')} />
        <p className="hidden" role="status">
          {said}
        </p>
        {open === 'help' && (
          <Help
            session={view.session}
            language={language}
            onLanguage={setLanguage}
            onStatistics={() => setOpen('statistics')}
            onClose={closing('help')}
          />
        )}
        {open === 'statistics' && view.session && (
          <Statistics campaign_id={view.session.campaign.id} onClose={closing('statistics')} />
        )}
        {open === 'report' && <Report onReport={(reason) => skip('report', reason)} onClose={closing('report')} />}
      </div>
    </Texts.Provider>
  );
}

function Screen(props: {
  view: View;
  visit: Visit;
  say: (text: string) => void;
  skip: (kind: 'skip', reason: string) => void;
  onReport: () => void;
}) {
  const { view, visit, say, skip, onReport } = props;
  const t = useTexts();
  const [started, setStarted] = useState(false);
  const { session, problem, rated, total } = view;
  const [current, next] = view.assignments;
  useEffect(() => {
    const type = session?.campaign.content;
    if (next && session && (type === 'image' || type === 'audio'))
      preload(session.campaign.id, [next.left, next.right]);
  }, [session, next]);
  if (problem?.turnstile_site_key)
    return <Challenge site_key={problem.turnstile_site_key} onPassed={(token) => void visit.begin(token)} />;
  if (problem && !current) return <Problem error={problem} retry={visit.retry} />;
  if (!session) return <Waiting />;
  const { campaign, check } = session;
  prepare(campaign);
  // Nobody reads instructions, or answers questions about them, for nothing.
  if (view.ended && !current) return <Ended view={view} retry={visit.retry} />;
  if (check && !check.passed && check.tries_left > 0 && session.total <= session.rated)
    return <Nothing retry={() => location.reload()} />;
  if (check && !check.passed) return <Check campaign={campaign} check={check} onChecked={visit.checked} />;
  // Who passed a check has read the instructions there.
  if (campaign.instructions !== '' && !check && session.rated === 0 && rated === 0 && !started)
    return (
      <Message title={campaign.name}>
        <Rich type="markdown" text={campaign.instructions} />
        <button type="button" className="button primary" onClick={() => setStarted(true)}>
          {t.start}
        </button>
      </Message>
    );
  if (current)
    return (
      <Compare
        key={current.id}
        campaign={campaign}
        assignment={current}
        draft={view.drafts[current.id] ?? empty_draft}
        onRate={(draft, label) => {
          visit.rate(draft);
          say(t.rated_as(label, Math.min(total, rated + 1), total));
        }}
        onSkip={() => skip('skip', '')}
        onReport={onReport}
      />
    );
  const mine = view.outbox.waiting.some(({ campaign_id }) => campaign_id === campaign.id);
  return mine ? <Last view={view} onFinish={visit.finish} /> : <Waiting />;
}

function Waiting() {
  const t = useTexts();
  return (
    <Message title={t.moment}>
      <p className="muted">{t.fetching}</p>
    </Message>
  );
}
