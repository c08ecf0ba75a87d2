import { useEffect, useRef, useState } from 'react';
import type { Assignment } from '../../schema/contracts/index.ts';
import { Answers } from './answers.tsx';
import { Choices } from './choices.tsx';
import { Prompt } from './content/prompt.tsx';
import { asksMore, type Campaign, type Draft, type Option, optionsOf, type Verdict } from './draft.ts';
import { useKeys } from './keys.ts';
import { useTexts } from './language.ts';
import { More } from './more.tsx';

type Complete = Draft & { verdict: Verdict };

/** One comparison: what was asked, the answers, the choice, and what is asked after it. */
export function Compare(props: {
  campaign: Campaign;
  assignment: Assignment;
  draft: Draft;
  onRate: (draft: Complete, label: string) => void;
  onSkip: () => void;
  onReport: () => void;
}) {
  const { campaign, assignment, onRate, onSkip, onReport } = props;
  const t = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const [draft, setDraft] = useState(props.draft);
  const [asking, setAsking] = useState(props.draft.verdict !== null && asksMore(campaign));
  const [comment_missing, setCommentMissing] = useState(false);
  const options = optionsOf(campaign, t);
  const chosen = options.find(({ verdict }) => JSON.stringify(verdict) === JSON.stringify(draft.verdict));
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }, []);
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const choose = ({ verdict, label }: Option) => {
    if (!asksMore(campaign)) return onRate({ ...draft, verdict }, label);
    change({ verdict });
    setAsking(true);
  };
  const submit = () => {
    if (draft.verdict === null || !chosen) return;
    if (campaign.comments === 'required' && draft.comment.trim() === '') {
      setCommentMissing(true);
      document.getElementById('comment')?.focus();
    } else onRate({ ...draft, verdict: draft.verdict }, chosen.label);
  };
  useKeys({
    ...(asking
      ? { Enter: submit, Escape: () => setAsking(false) }
      : Object.fromEntries(options.flatMap((option) => option.keys.map((key) => [key, () => choose(option)])))),
    s: onSkip,
    r: onReport,
  });
  return (
    <main className="comparing">
      <div className="compare" data-assignment={assignment.id}>
        <h1 ref={heading} tabIndex={-1}>
          {campaign.question}
        </h1>
        <section className="asked" aria-label={t.asked}>
          <h2>{t.asked}</h2>
          <Prompt campaign={campaign} prompt={assignment.prompt} />
        </section>
        <Answers campaign={campaign} assignment={assignment} />
        {asking ? (
          <More campaign={campaign} draft={draft} comment_missing={comment_missing} onChange={change} />
        ) : (
          campaign.comments === 'optional' &&
          !asksMore(campaign) && <Note text={draft.comment} onChange={(comment) => change({ comment })} />
        )}
        <div className="row">
          <button type="button" className="button plain" aria-keyshortcuts="s" onClick={onSkip}>
            {t.skip}
          </button>
          <button type="button" className="button plain" aria-keyshortcuts="r" onClick={onReport}>
            {t.report}
          </button>
        </div>
      </div>
      {asking ? (
        <div className="choices finishing">
          <p>{t.chosen(chosen?.label ?? '')}</p>
          <button type="button" className="button" aria-keyshortcuts="Escape" onClick={() => setAsking(false)}>
            {t.change}
          </button>
          <button type="button" className="button primary" aria-keyshortcuts="Enter" onClick={submit}>
            {t.submit}
          </button>
        </div>
      ) : (
        <Choices question={campaign.question} options={options} chosen={draft.verdict} onChoose={choose} />
      )}
    </main>
  );
}

function Note({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const t = useTexts();
  return (
    <details open={text !== ''}>
      <summary>{t.add_note}</summary>
      <textarea
        aria-label={t.note}
        maxLength={2000}
        rows={2}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    </details>
  );
}
