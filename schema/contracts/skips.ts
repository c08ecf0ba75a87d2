import { z } from 'zod';
import { Id } from './common.ts';

/** A rater does not want to rate a comparison, or reports it; either way it is not handed to that rater again. */
export const SkipCreate = z
  .strictObject({
    token: z.string().min(1).max(4000).meta({ description: "The assignment's." }),
    kind: z.enum(['skip', 'report']).meta({ description: "`report`: the campaign's owner should look at it." }),
    reason: z.string().trim().max(1000).default(''),
  })
  .meta({ id: 'SkipCreate' });
export type SkipCreate = z.infer<typeof SkipCreate>;
export const SkipAccepted = z.object({ id: Id('assignment'), accepted: z.literal(true) }).meta({ id: 'SkipAccepted' });
