import { useRef, useState } from 'react';
import type { Assignment } from '../../schema/contracts/index.ts';
import { Content } from './content/content.tsx';
import type { Campaign } from './draft.ts';
import { useTexts } from './language.ts';
import { useLong, useScrollTogether } from './reading.ts';

/** The answers beside each other. Long ones are cut to one height, shown in full together, and scroll together on demand. */
export function Answers({ campaign, assignment }: { campaign: Campaign; assignment: Assignment }) {
  const t = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const [folded, setFolded] = useState(true);
  const [together, setTogether] = useState(false);
  const long = useLong(place);
  useScrollTogether(place, together && folded);
  const { left, right } = assignment;
  const sides =
    right === null
      ? [{ name: '', text: left, other: null, side: 'before' as const }]
      : [
          { name: 'A', text: left, other: right, side: 'before' as const },
          { name: 'B', text: right, other: left, side: 'after' as const },
        ];
  return (
    <>
      <div className="answers" ref={place} data-folded={folded || undefined} data-count={sides.length}>
        {sides.map(({ name, ...shown }) => (
          <article key={name} aria-label={t.answer(name)}>
            <h2>
              {name !== '' && <span className="letter">{name}</span>} {t.answer(name)}
            </h2>
            {/* A box that scrolls must be reachable by keyboard. */}
            <div
              className="body"
              {...(long && folded ? { tabIndex: 0, role: 'group', 'aria-label': t.answer(name) } : {})}
            >
              <Content campaign={campaign} label={t.answer(name)} {...shown} />
            </div>
          </article>
        ))}
      </div>
      {long && (
        <div className="reading">
          <button type="button" className="button" aria-expanded={!folded} onClick={() => setFolded(!folded)}>
            {folded ? t.show_all : sides.length > 1 ? t.fold : t.fold_one}
          </button>
          {folded && sides.length > 1 && (
            <label className="chip">
              <input type="checkbox" checked={together} onChange={(event) => setTogether(event.target.checked)} />
              {t.scroll_together}
            </label>
          )}
        </div>
      )}
    </>
  );
}
