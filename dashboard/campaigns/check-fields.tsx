import { TextInput } from '../parts/inputs.tsx';
import type { Draft } from './draft.ts';
import { NamesField } from './names-field.tsx';

type Question = Draft['check'][number];
const new_question: Question = { question: '', answers: ['', ''], correct: 0, explanation: '' };

/** Questions about the instructions, each with its right answer. */
export function CheckFields({ check, onChange }: { check: Question[]; onChange: (check: Question[]) => void }) {
  const set = (at: number, change: Partial<Question>) =>
    onChange(check.map((one, place) => (place === at ? { ...one, ...change } : one)));
  return (
    <>
      <p className="muted">
        Asked before the first comparison. Raters have two tries, and hear after each what was wrong; whoever fails both
        does not rate.
      </p>
      {check.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: questions have no name besides their place.
        <fieldset key={at} className="stack">
          <legend className="hidden">Question {at + 1}</legend>
          <TextInput
            label={`Question ${at + 1}`}
            name={`check-${at}`}
            value={one.question}
            onChange={(question) => set(at, { question })}
          />
          <NamesField
            label={`Answers to question ${at + 1}, one a line`}
            name={`answers-${at}`}
            value={one.answers}
            hint="Two to six; write the right one first or pick it below."
            onChange={(answers) =>
              set(at, { answers, correct: Math.min(one.correct, Math.max(0, answers.length - 1)) })
            }
          />
          <div className="field">
            <label htmlFor={`correct-${at}`}>Right answer to question {at + 1}</label>
            <select
              id={`correct-${at}`}
              value={one.correct}
              onChange={(event) => set(at, { correct: Number(event.target.value) })}
            >
              {one.answers.map((answer, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: an answer is its place.
                <option key={place} value={place}>
                  {place + 1}. {answer}
                </option>
              ))}
            </select>
          </div>
          <TextInput
            label={`Explanation of question ${at + 1}`}
            name={`explanation-${at}`}
            value={one.explanation}
            hint="Shown to whoever answers wrongly."
            onChange={(explanation) => set(at, { explanation })}
          />
          <div>
            <button type="button" className="button" onClick={() => onChange(check.filter((_, place) => place !== at))}>
              Remove question {at + 1}
            </button>
          </div>
        </fieldset>
      ))}
      {check.length < 10 && (
        <div>
          <button type="button" className="button" onClick={() => onChange([...check, new_question])}>
            Add a question
          </button>
        </div>
      )}
    </>
  );
}
