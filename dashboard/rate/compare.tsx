import { useEffect, useRef, useState } from 'react';
import type { Assignment, Choice } from '../../schema/contracts/index.ts';
import { promptText } from '../parts/prompt.tsx';

const keys: Record<string, Choice> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowDown: 'tie',
  '=': 'tie',
  '0': 'both_bad',
};

/** Faster than this after a new pair appears, a key was meant for the one before. */
const settle_ms = 250;

/** One comparison and the four choices. */
export function Compare(props: {
  assignment: Assignment;
  question: string;
  onRate: (choice: Choice, comment: string) => void;
}) {
  const { assignment, question, onRate } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const [comment, setComment] = useState('');
  const latest = useRef({ comment, onRate });
  latest.current = { comment, onRate };
  useEffect(() => {
    const shown = performance.now();
    heading.current?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
    const onKey = (event: KeyboardEvent) => {
      const choice = keys[event.key];
      const busy = event.target instanceof HTMLTextAreaElement || document.querySelector('dialog[open]');
      if (!choice || busy || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (performance.now() - shown < settle_ms) return;
      event.preventDefault();
      latest.current.onRate(choice, latest.current.comment);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const choose = (choice: Choice) => () => onRate(choice, comment);
  return (
    <main className="comparing">
      <div className="compare" data-assignment={assignment.id}>
        <h1 ref={heading} tabIndex={-1}>
          {question}
        </h1>
        <section className="asked" aria-label="What was asked">
          <h2>What was asked</h2>
          <pre>{promptText(assignment.prompt)}</pre>
        </section>
        <div className="answers">
          <Answer name="A" text={assignment.left} />
          <Answer name="B" text={assignment.right ?? ''} />
        </div>
        <details>
          <summary>Add a note</summary>
          <textarea
            aria-label="Note"
            maxLength={2000}
            rows={2}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        </details>
      </div>
      <fieldset className="choices">
        <legend className="hidden">{question}</legend>
        <button type="button" data-choice="left" aria-keyshortcuts="ArrowLeft" onClick={choose('left')}>
          <span aria-hidden="true">← </span>A is better
        </button>
        <button type="button" data-choice="tie" aria-keyshortcuts="ArrowDown =" onClick={choose('tie')}>
          Tie
        </button>
        <button type="button" data-choice="both_bad" aria-keyshortcuts="0" onClick={choose('both_bad')}>
          Both bad
        </button>
        <button type="button" data-choice="right" aria-keyshortcuts="ArrowRight" onClick={choose('right')}>
          B is better<span aria-hidden="true"> →</span>
        </button>
      </fieldset>
    </main>
  );
}

function Answer({ name, text }: { name: string; text: string }) {
  return (
    <article aria-label={`Answer ${name}`}>
      <h2>
        <span className="letter">{name}</span> Answer {name}
      </h2>
      <pre>{text === '' ? '(empty answer)' : text}</pre>
    </article>
  );
}
