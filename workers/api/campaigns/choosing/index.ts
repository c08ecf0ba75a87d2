import type { Strategy } from '../../../../schema/contracts/campaign-settings.ts';
import { arena } from './arena.ts';
import { closest } from './closest.ts';
import type { DrawPairs } from './draw.ts';
import { information } from './information.ts';
import { thompson } from './thompson.ts';
import { uniform } from './uniform.ts';

/** How each strategy draws pairs of models; `coverage` looks at comparisons only. */
export const strategies: Record<Strategy, DrawPairs | null> = {
  uniform,
  coverage: null,
  arena,
  information,
  closest,
  thompson,
};
