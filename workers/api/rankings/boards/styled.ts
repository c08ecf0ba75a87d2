import type { RankOptions } from '../fitted-ranking.ts';
import { lengthControlled, styleControlled } from '../style-control.ts';
import type { BoardRow } from './definition.ts';
import type { Ranked } from './rank.ts';
import { countOf } from './single-rows.ts';

/** Strengths at equal style, what style is worth, and win rates at equal length. Ratings of answers whose style was not kept are left out. */
export function styledBoard(rows: BoardRow[], options: Pick<RankOptions, 'prior_games' | 'ranges'>): Ranked {
  const styled = rows.flatMap((row) =>
    row.style ? [{ ...countOf(row), style_a: row.style.a, style_b: row.style.b }] : [],
  );
  const found = styleControlled(styled, options);
  if (!found.ok) return plain(found);
  const { style, ...ranking } = found;
  const { ranges: _, ...fit } = options;
  const controlled = lengthControlled(styled, fit);
  const diagnostics = { ...ranking.diagnostics, ratings: styled.length, without_style: rows.length - styled.length };
  const length_controlled = controlled.ok
    ? controlled.entries.map(({ model, score, low, high }) => ({ model, win_rate: score, low, high }))
    : null;
  return {
    ...plain({ ...ranking, diagnostics }),
    style: { style: style.map(({ feature, value, low, high }) => ({ feature, value, low, high })), length_controlled },
  };
}

const plain = (ranking: Ranked['ranking']): Ranked => ({ ranking, fit: null, errors: null });
