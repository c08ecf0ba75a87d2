import { type PairDesign, pairsOf } from '../../rankings/pair-design.ts';
import { anyOf, type DrawPairs } from './draw.ts';

/** A model at random, with the opponent that the scores so far put closest to it. */
export const closest: DrawPairs = (design, count, random) => {
  const nearest = pairsOf(design)
    .map((pairs) => nearestOf(design, pairs))
    .filter((pairs) => pairs.length > 0);
  const one = (from: number[]) => from[anyOf(from.length, random)] ?? 0;
  return nearest.length === 0
    ? []
    : Array.from({ length: count }, () => one(nearest[anyOf(nearest.length, random)] ?? []));
};

function nearestOf({ a, b, theta }: PairDesign, pairs: number[]): number[] {
  let [least, nearest]: [number, number[]] = [Number.POSITIVE_INFINITY, []];
  for (const pair of pairs) {
    const distance = Math.abs((theta[a[pair] ?? 0] ?? 0) - (theta[b[pair] ?? 0] ?? 0));
    if (distance < least) [least, nearest] = [distance, [pair]];
    else if (distance === least) nearest.push(pair);
  }
  return nearest;
}
