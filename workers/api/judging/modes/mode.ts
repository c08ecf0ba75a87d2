import type { JudgmentCreate } from '../../../../schema/contracts/judges.ts';
import type { Ask } from '../../providers/provider.ts';

/** How a judge asks: from a request to the questions put to its backing. */
export type Mode = { plan: (request: Omit<JudgmentCreate, 'judge_id'>) => Ask[] };
