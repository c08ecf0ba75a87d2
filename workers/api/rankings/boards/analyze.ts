import type { Analysis } from '../../../../schema/contracts/leaderboard-analysis.ts';
import { boardOf } from '../board.ts';
import { cyclesOf } from '../cycles.ts';
import { dispersionOf } from '../dispersion.ts';
import { dropK } from '../drop-k.ts';
import { hodge } from '../hodge.ts';
import { tiersOf } from '../tiers.ts';
import type { BoardDefinition, BoardInputs } from './definition.ts';
import type { Ranked } from './rank.ts';

/** Models up to which a board is fitted again and again to say how it scatters and what would change its leader. */
const most_models = 150;
const rounds = 200;

/** `quick` leaves out what takes many refits (dispersion and drop-k), `none` all that scores do not need. */
export type Depth = 'whole' | 'quick' | 'none';

/** What a board says besides scores; a part that the method or the counts do not allow is null. */
export function analyze(
  { settings }: BoardDefinition,
  inputs: BoardInputs,
  ranked: Ranked | null,
  depth: Depth,
): Analysis {
  const { counts } = inputs;
  const total = inputs.models.reduce((sum, { ratings }) => sum + ratings, 0);
  const models = inputs.models.map((one) => ({ ...one, share: total > 0 ? one.ratings / total : 0 }));
  const fit = ranked?.fit ?? null;
  const shown = depth === 'none' ? null : fit;
  const small = depth === 'whole' && fit && fit.theta.length <= most_models ? fit : null;
  const tiers = ranked?.ranking.ok ? tiersOf(ranked.ranking.entries) : [];
  return {
    tiers: tiers.length > 0 ? tiers : null,
    dispersion: small && dispersionOf(small, { seed: settings.seed, rounds }),
    hodge: shown && hodge(shown),
    // Circles are in the counts, whatever ranks them.
    cycles: counts.length > 0 && depth !== 'none' ? cyclesOf(boardOf(counts)) : null,
    drop_k: small && dropK(small),
    style: ranked?.style?.style ?? null,
    length_controlled: ranked?.style?.length_controlled ?? null,
    models,
  };
}
