import { z } from 'zod';
import { Id, Measure, Time } from './common.ts';

/** Who says which judge was right: the raters of a campaign, or, where there are none, the judge in use as the teacher. */
export const ShadowAgainst = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('ratings'),
      campaign_id: Id('campaign').meta({ description: 'Requests name its comparisons by `comparison_id`.' }),
    }),
    z.strictObject({ kind: z.literal('teacher') }),
  ])
  .meta({ id: 'ShadowAgainst' });

export const ShadowPut = z
  .strictObject({
    beside: Id('judge').meta({ description: 'The judge in use, of the same mode.' }),
    against: ShadowAgainst,
    margin: z.number().min(0).max(0.5).default(0.05).meta({
      description: 'How much less often right it may be than the judge in use and still take its place.',
    }),
    error: z.number().gt(0).max(0.2).default(0.05).meta({
      description: 'Chance of promoting one that is worse by the margin, and of rejecting one that is not.',
    }),
  })
  .meta({ id: 'ShadowPut' });
export type ShadowPut = z.infer<typeof ShadowPut>;

export const ShadowState = z.enum(['shadow', 'promoted', 'rejected', 'rolled_back']).meta({ id: 'ShadowState' });

/** The sequential test so far: two e-processes by betting (Waudby-Smith and Ramdas 2024), one against each wrong decision. */
export const Gate = z
  .object({
    labeled: z.int().meta({ description: 'Requests that both judged and a label says who was right on.' }),
    waiting: z.int().meta({ description: 'Requests that both judged and that have no label yet.' }),
    agreement: Measure.meta({ description: 'How often the judge in the shadow was right.' }),
    current_agreement: Measure.meta({ description: 'How often the judge in use was.' }),
    promote: z.number().meta({ description: 'Evidence for promoting it; promoted once it reaches the threshold.' }),
    reject: z.number(),
    threshold: z.number().meta({ description: '1 / error (Ville 1939).' }),
    decided_after: z.int().nullable(),
  })
  .meta({ id: 'Gate' });
export type Gate = z.infer<typeof Gate>;

/** A judge that judges live requests in the shadow of another. Once promoted it answers for that one, until it is rolled back. */
export const Shadow = z
  .object({
    judge_id: Id('judge'),
    beside: Id('judge'),
    against: ShadowAgainst,
    margin: z.number(),
    error: z.number(),
    state: ShadowState,
    gate: Gate,
    created_at: Time,
    updated_at: Time,
    decided_at: Time.nullable(),
  })
  .meta({ id: 'Shadow' });
export type Shadow = z.infer<typeof Shadow>;
