import { useEffect, useState } from 'react';
import type { Piece } from '../../word-diff.ts';
import { useTexts } from '../language.ts';
import type { Shown } from './shown.ts';

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
};

/** JSON on lines of its own, with keys in order, so that the same content is the same text; null where it is none. */
function pretty(text: string): string | null {
  try {
    return JSON.stringify(sorted(JSON.parse(text)), null, 2);
  } catch {
    return null;
  }
}

/** JSON on lines of its own, with what the other answer lacks marked. */
export function Json({ text, other, side }: Shown) {
  const t = useTexts();
  const mine = pretty(text);
  const theirs = other === null ? null : pretty(other);
  const [pieces, setPieces] = useState<Piece[] | null>(null);
  useEffect(() => {
    if (mine === null || theirs === null) return;
    let here = true;
    import('../../word-diff.ts').then(
      ({ wordDiff, piecesOf }) => {
        const [before, after] = side === 'before' ? [mine, theirs] : [theirs, mine];
        if (here) setPieces(piecesOf(wordDiff(before, after), side));
      },
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [mine, theirs, side]);
  const Mark = side === 'before' ? 'del' : 'ins';
  return (
    <>
      {mine === null && <p className="small muted">{t.unreadable_json}</p>}
      <pre className="code" dir="ltr">
        {pieces?.map(({ text: part, changed }, at) => {
          const key = String(at);
          return changed ? <Mark key={key}>{part}</Mark> : <span key={key}>{part}</span>;
        }) ??
          mine ??
          text}
      </pre>
    </>
  );
}
