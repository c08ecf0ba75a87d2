import { z } from 'zod';
import { Id, Measure, Time } from './common.ts';

/** Which judgments a cascade's report counts. */
export const CascadeQuery = z.object({ since: z.coerce.number().int().min(0).default(0) });

const Parts = z.object({
  judgments: z.int(),
  latency_ms: z.number().nullable().meta({ description: 'Mean of the judgments.' }),
  cost: z.number().nullable().meta({ description: 'Mean of the judgments that have one; null without prices.' }),
  risk: Measure.meta({ description: 'Share that the first rating of the comparison contradicts, where there is one.' }),
});

/** What a cascade did, from the ledger: how much went up, how often it was wrong, and what asking the upper judge always would have taken. */
export const CascadeReport = z
  .object({
    judge_id: Id('judge'),
    escalates_to: Id('judge').meta({ description: 'The judge above.' }),
    since: Time,
    judgments: z.int().meta({ description: 'Without those that the cache answered.' }),
    escalated: Measure.meta({ description: 'Share that went up.' }),
    answered: Parts.meta({ description: 'Those that the judge answered alone.' }),
    handed_on: Parts.meta({ description: 'Those that went up; both judges took their time and money.' }),
    saved: z
      .object({
        cost: z.number().nullable().meta({
          description:
            'Money that the upper judge would have taken for those answered alone, at its mean price so far.',
        }),
        latency_ms: z.number().nullable().meta({
          description:
            'Time of all requests that always asking the upper judge would have taken on top; below 0 where the cascade cost time.',
        }),
      })
      .meta({ id: 'CascadeSaving', description: 'Null until something has gone up to measure the upper judge by.' }),
  })
  .meta({ id: 'CascadeReport' });
export type CascadeReport = z.infer<typeof CascadeReport>;
