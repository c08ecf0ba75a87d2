import type { Judge } from '../../../../schema/contracts/judges.ts';
import type { Mode } from './mode.ts';
import { reference } from './reference.ts';

/** Every mode: one file and one line each. */
export const modes: Record<Judge['mode'], Mode> = { reference };
