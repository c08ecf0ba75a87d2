import { pairsOf } from '../../rankings/pair-design.ts';
import type { DrawPairs } from './draw.ts';

/**
 * Double Thompson sampling: the model that is best in one draw from the posterior meets the opponent that is best in another draw
 * (Wu and Liu 2016, "Double Thompson Sampling for Dueling Bandits"). The posterior here is that of the Bradley–Terry scores, so that a
 * result says something of models that were not in it.
 */
export const thompson: DrawPairs = (design, count, random) => {
  const pairs = pairsOf(design);
  if (design.a.length === 0) return [];
  return Array.from({ length: count }, () => {
    const first = design.draw(random);
    let champion = -1;
    for (let model = 0; model < pairs.length; model++) {
      const stronger = champion < 0 || (first[model] ?? 0) > (first[champion] ?? 0);
      if ((pairs[model]?.length ?? 0) > 0 && stronger) champion = model;
    }
    const second = design.draw(random);
    const rival = (pair: number) => second[(design.a[pair] === champion ? design.b : design.a)[pair] ?? 0] ?? 0;
    return (pairs[champion] ?? []).reduce((best, pair) => (rival(pair) > rival(best) ? pair : best));
  });
};
