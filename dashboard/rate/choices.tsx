import type { Option, Verdict } from './draft.ts';
import { signOf } from './keys.ts';

const same = (a: Verdict, b: Verdict | null) =>
  b !== null && a.choice === b.choice && a.strength === b.strength && a.score === b.score;

/** The answers to the question, as buttons at the bottom of the page. */
export function Choices(props: {
  question: string;
  options: Option[];
  chosen: Verdict | null;
  onChoose: (option: Option) => void;
}) {
  const { question, options, chosen, onChoose } = props;
  const scale = options.every(({ side }) => side === 'middle');
  const groups = (['left', 'middle', 'right'] as const)
    .map((side) => ({ side, list: options.filter((option) => option.side === side) }))
    .filter(({ list }) => list.length > 0);
  return (
    <fieldset className="choices" data-scale={scale || undefined}>
      <legend className="hidden">{question}</legend>
      {groups.map(({ side, list }) => (
        <div key={side} className={`choice-group ${side}`}>
          {list.map((option) => (
            <button
              key={option.id}
              type="button"
              data-choice={option.id}
              aria-keyshortcuts={option.keys.join(' ')}
              aria-pressed={chosen === null ? undefined : same(option.verdict, chosen)}
              onClick={() => onChoose(option)}
            >
              {scale && <b>{option.verdict.score}</b>}
              {option.label}
              {!scale && (
                <span aria-hidden="true" className="key-hint">
                  {signOf(option.keys[0] ?? '')}
                </span>
              )}
            </button>
          ))}
        </div>
      ))}
    </fieldset>
  );
}
