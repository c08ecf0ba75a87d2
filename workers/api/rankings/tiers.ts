import type { RankEntry } from './ranking.ts';

/** Models that cannot be told apart; the first tier holds the best. */
export interface Tier {
  tier: number;
  models: string[];
}

/**
 * Tier numbers down the scores: a tier ends before the first model that is told apart from any of its members, so that no two
 * models of a tier are told apart. `apart` holds where the simultaneous interval of two models' difference leaves out 0.
 */
export function tierNumbers(theta: Float64Array, apart: (i: number, j: number) => boolean): Int32Array {
  const order = Array.from(theta, (_, i) => i).sort((i, j) => (theta[j] ?? 0) - (theta[i] ?? 0) || i - j);
  const tiers = new Int32Array(theta.length);
  let members: number[] = [];
  let tier = 1;
  for (const i of order) {
    if (members.some((member) => apart(member, i))) {
      tier += 1;
      members = [];
    }
    members.push(i);
    tiers[i] = tier;
  }
  return tiers;
}

/** The tiers of a ranking made with `ranges`; empty without. */
export function tiersOf(entries: RankEntry[]): Tier[] {
  const tiers: Tier[] = [];
  for (const { model, range } of entries) {
    if (!range) return [];
    const last = tiers.at(-1);
    if (last?.tier === range.tier) last.models.push(model);
    else tiers.push({ tier: range.tier, models: [model] });
  }
  return tiers;
}
