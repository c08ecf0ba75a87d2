import { type FormEvent, useRef, useState } from 'react';
import type { RaterCheck, RatingCheckResult } from '../../schema/contracts/index.ts';
import { AssayError, call } from '../client.ts';
import { Rich } from './content/rich.tsx';
import type { Campaign } from './draft.ts';
import { useTexts } from './language.ts';
import { Message, Problem } from './messages.tsx';

/** The questions that show whether the instructions were understood; two tries. */
export function Check(props: { campaign: Campaign; check: RaterCheck; onChecked: (check: RaterCheck) => void }) {
  const { campaign, check, onChecked } = props;
  const t = useTexts();
  const [given, setGiven] = useState<Record<number, number>>({});
  const [result, setResult] = useState<RatingCheckResult | null>(null);
  const [missing, setMissing] = useState(false);
  const [problem, setProblem] = useState<AssayError | null>(null);
  const said = useRef<HTMLParagraphElement>(null);
  if (check.tries_left === 0)
    return (
      <Message title={t.check_failed_title}>
        <p>{t.check_failed_text}</p>
        <Explanations check={check} result={result} />
      </Message>
    );
  if (problem) return <Problem error={problem} retry={() => setProblem(null)} />;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const answers = check.questions.flatMap((_, at) => given[at] ?? []);
    setMissing(answers.length < check.questions.length);
    if (answers.length < check.questions.length) return;
    try {
      const next = await call('POST /v1/rating-sessions/checks', { body: { campaign_id: campaign.id, answers } });
      setResult(next);
      onChecked({ ...check, tries_left: next.tries_left, passed: next.passed });
      requestAnimationFrame(() => said.current?.focus());
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      setProblem(error);
    }
  };
  return (
    <Message title={t.check_title}>
      {campaign.instructions !== '' && <Rich type="markdown" text={campaign.instructions} />}
      <p ref={said} tabIndex={-1} role="status">
        {result ? t.check_wrong(result.wrong.length, result.tries_left) : t.check_text(check.tries_left)}
      </p>
      <form onSubmit={(event) => void send(event)}>
        {check.questions.map(({ question, answers }, at) => {
          const wrong = result?.wrong.find((one) => one.question === at);
          return (
            <fieldset key={question} aria-describedby={wrong ? `wrong-${at}` : undefined}>
              <legend>{question}</legend>
              {answers.map((answer, place) => (
                <label key={answer} className="check">
                  <input
                    type="radio"
                    name={`question-${at}`}
                    checked={given[at] === place}
                    onChange={() => setGiven({ ...given, [at]: place })}
                  />
                  {answer}
                </label>
              ))}
              {wrong && (
                <p id={`wrong-${at}`} className="error">
                  {t.check_wrong_one} {wrong.explanation}
                </p>
              )}
            </fieldset>
          );
        })}
        {missing && (
          <p className="error" role="alert">
            {t.check_missing}
          </p>
        )}
        <button type="submit" className="button primary">
          {t.check_send}
        </button>
      </form>
    </Message>
  );
}

function Explanations({ check, result }: { check: RaterCheck; result: RatingCheckResult | null }) {
  const told = result?.wrong.filter(({ explanation }) => explanation !== '') ?? [];
  return (
    <ul>
      {told.map(({ question, explanation }) => (
        <li key={question}>
          {check.questions[question]?.question} {explanation}
        </li>
      ))}
    </ul>
  );
}
