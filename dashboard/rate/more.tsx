import { useEffect, useRef } from 'react';
import { type Campaign, criterionOptions, type Draft } from './draft.ts';
import { signOf, useKeys } from './keys.ts';
import { useTexts } from './language.ts';

/** What is asked after the choice: extra criteria, reasons, a comment. */
export function More(props: {
  campaign: Campaign;
  draft: Draft;
  comment_missing: boolean;
  onChange: (part: Partial<Draft>) => void;
}) {
  const { campaign, draft, comment_missing, onChange } = props;
  const t = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'start' });
  }, []);
  const toggle = (reason: string) =>
    onChange({
      reasons: draft.reasons.includes(reason)
        ? draft.reasons.filter((one) => one !== reason)
        : [...draft.reasons, reason],
    });
  return (
    <section className="more" aria-labelledby="more-title">
      <h2 id="more-title" ref={heading} tabIndex={-1}>
        {t.more}
      </h2>
      {campaign.kind === 'pair' && campaign.criteria.length > 0 && (
        <Criteria campaign={campaign} draft={draft} onChange={onChange} />
      )}
      {campaign.reasons.length > 0 && (
        <fieldset>
          <legend>{t.reasons}</legend>
          <div className="chips">
            {campaign.reasons.map((reason) => (
              <label key={reason} className="chip">
                <input type="checkbox" checked={draft.reasons.includes(reason)} onChange={() => toggle(reason)} />
                {reason}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {campaign.comments !== 'off' && (
        <div className="field">
          <label htmlFor="comment">{t.comment}</label>
          <textarea
            id="comment"
            maxLength={2000}
            rows={2}
            required={campaign.comments === 'required'}
            aria-invalid={comment_missing}
            aria-describedby={comment_missing ? 'comment-missing' : undefined}
            value={draft.comment}
            onChange={(event) => onChange({ comment: event.target.value })}
          />
          {comment_missing && (
            <p id="comment-missing" className="error" role="alert">
              {t.comment_missing}
            </p>
          )}
        </div>
      )}
    </section>
  );
}

/** A row of small buttons for each criterion; keys answer the first one that is open. */
function Criteria({ campaign, draft, onChange }: Pick<Parameters<typeof More>[0], 'campaign' | 'draft' | 'onChange'>) {
  const t = useTexts();
  const options = criterionOptions(campaign, t);
  const open = campaign.criteria.find((name) => draft.criteria[name] === undefined);
  const answer = (name: string, option: (typeof options)[number]) => {
    const { [name]: before, ...others } = draft.criteria;
    const { choice } = option.verdict;
    // Pressing the chosen one again leaves the criterion open.
    onChange({ criteria: choice === undefined || before === choice ? others : { ...others, [name]: choice } });
  };
  useKeys(
    Object.fromEntries(
      options.flatMap((option) => option.keys.map((key) => [key, open ? () => answer(open, option) : undefined])),
    ),
  );
  return (
    <>
      <p className="small muted">{t.criteria_hint}</p>
      {campaign.criteria.map((name) => (
        <fieldset key={name} className="criterion" data-criterion={name} data-open={name === open || undefined}>
          <legend>{name}</legend>
          <div className="chips">
            {options.map((option) => (
              <button
                key={option.id}
                type="button"
                className="chip"
                data-choice={option.id}
                aria-pressed={draft.criteria[name] === option.verdict.choice}
                onClick={() => answer(name, option)}
              >
                {option.label}
                {name === open && (
                  <span aria-hidden="true" className="key-hint">
                    {signOf(option.keys[0] ?? '')}
                  </span>
                )}
              </button>
            ))}
          </div>
        </fieldset>
      ))}
    </>
  );
}
