import { type ReactNode, useMemo } from 'react';
import type { CritiquedStep } from '../../packages/assay/src/api.ts';
import { changedShare, cut, type Piece, piecesOf, wordDiff } from '../word-diff.ts';
import { StepMark } from './critiqued-steps.tsx';
import { percent } from './format.ts';

/** One of two texts that stand side by side. */
export interface Version {
  title: ReactNode;
  text: string;
  /** What is known of it, under its title. */
  note?: ReactNode;
  /** A critique of it, shown step by step within the text. */
  critique?: { steps: CritiquedStep[]; first_error: number | null };
}

/** Two texts with what only one of them has marked, and the critique of each in its place; below each other on a phone. */
export function SideBySide({ before, after }: { before: Version; after: Version }) {
  const changes = useMemo(() => wordDiff(before.text, after.text), [before.text, after.text]);
  const share = changedShare(changes);
  return (
    <div className="stack">
      <p className="muted small">
        {share === 0
          ? 'Both say the same, word for word.'
          : `${percent(share, 0)} of the words differ: struck out on the left, underlined on the right.`}
      </p>
      <div className="versions">
        <Side version={before} pieces={piecesOf(changes, 'before')} side="before" />
        <Side version={after} pieces={piecesOf(changes, 'after')} side="after" />
      </div>
    </div>
  );
}

function Side({ version, pieces, side }: { version: Version; pieces: Piece[]; side: 'before' | 'after' }) {
  const { title, note, critique, text } = version;
  return (
    <section className="version">
      <h3>{title}</h3>
      {note && <p className="muted small">{note}</p>}
      {critique ? (
        <ol className="steps">
          {placed(critique.steps, text).map(({ step, from }) => (
            <StepMark key={step.step} step={step} first={step.step === critique.first_error}>
              {from === null ? (
                step.text || '(removed)'
              ) : (
                <Marked pieces={cut(pieces, from, from + step.text.length)} side={side} />
              )}
            </StepMark>
          ))}
        </ol>
      ) : (
        <pre>{text === '' ? '(empty)' : <Marked pieces={pieces} side={side} />}</pre>
      )}
    </section>
  );
}

/** Where each step of a critique stands in the text; null where the text does not hold it as it is. */
function placed(steps: CritiquedStep[], text: string): { step: CritiquedStep; from: number | null }[] {
  let at = 0;
  return steps.map((step) => {
    const from = step.text === '' ? -1 : text.indexOf(step.text, at);
    if (from >= 0) at = from + step.text.length;
    return { step, from: from < 0 ? null : from };
  });
}

function Marked({ pieces, side }: { pieces: Piece[]; side: 'before' | 'after' }) {
  const Tag = side === 'before' ? 'del' : 'ins';
  return pieces.map(({ text, changed }, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place.
    changed ? <Tag key={at}>{text}</Tag> : <span key={at}>{text}</span>,
  );
}
