import type { PairDesign } from '../../rankings/pair-design.ts';

/**
 * Draws pairs of models to be compared next, as places among the design's pairs; one may come several times, and fewer may come than
 * asked for. @param random 0 ≤ random() < 1
 */
export type DrawPairs = (design: PairDesign, count: number, random: () => number) => number[];

/** A place below `length`, all alike. */
export const anyOf = (length: number, random: () => number): number => Math.floor(random() * length);
