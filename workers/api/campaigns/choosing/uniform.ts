import { anyOf, type DrawPairs } from './draw.ts';

/** Every pair of models alike. */
export const uniform: DrawPairs = ({ a }, count, random) =>
  a.length === 0 ? [] : Array.from({ length: count }, () => anyOf(a.length, random));
