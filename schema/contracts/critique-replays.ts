import { z } from 'zod';
import { Id } from './common.ts';
import { CritiqueResult } from './critiques.ts';

/** Which critiques of the ledger to read and fold again. */
export const CritiqueReplayCreate = z
  .strictObject({
    from_critic_id: Id('critic').optional().meta({ description: 'Whose critiques; its own where it is left out.' }),
    limit: z.int().min(1).max(200).default(100),
    cursor: z.string().max(400).optional(),
  })
  .meta({ id: 'CritiqueReplayCreate' });

/** Old and new results of a page of critiques. Nothing is written and no model is called. */
export const CritiqueReplay = z
  .object({
    data: z.array(
      z.object({
        critique_id: Id('critique'),
        old: CritiqueResult,
        new: CritiqueResult.nullable().meta({ description: 'null where it cannot be replayed; `reason` says why.' }),
        changed: z.boolean().nullable(),
        reason: z.string().nullable(),
      }),
    ),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'CritiqueReplay' });
