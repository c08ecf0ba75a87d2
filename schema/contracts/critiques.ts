import { z } from 'zod';
import { Content } from './chat.ts';
import { Id, Metadata, Page, Share, Time } from './common.ts';
import { Split } from './critics.ts';
import { Reading } from './judgments.ts';
import { ProviderKeys } from './providers.ts';

/** What a step is found to be; `unchecked`: no critic had anything to say of it. */
export const step_verdicts = ['correct', 'wrong', 'doubtful', 'unchecked'] as const;
export const StepVerdict = z.enum(step_verdicts).meta({ id: 'StepVerdict' });
export type StepVerdict = z.infer<typeof StepVerdict>;

/** Kinds of error. */
export const error_kinds = [
  'calculation',
  'unit',
  'unsupported',
  'logic',
  'misread',
  'missing',
  'format',
  'other',
] as const;
export const ErrorKind = z.enum(error_kinds).meta({
  id: 'ErrorKind',
  description:
    'calculation: a sum is wrong; unit: units do not fit; unsupported: comes from nowhere; logic: does not follow; misread: not what was asked; missing: something is left out; format; other.',
});
export type ErrorKind = z.infer<typeof ErrorKind>;

/** One point of a critique: a step that is said to be wrong or doubtful. */
export const GivenPoint = z
  .strictObject({
    step: z.int().min(1).max(200),
    verdict: z.enum(['wrong', 'doubtful']).default('wrong'),
    what: z.string().max(20_000),
    fix: z.string().max(20_000).default(''),
  })
  .meta({ id: 'GivenPoint' });

/** A critique to be critiqued itself: one of the ledger, or the points of one from elsewhere. */
export const CritiqueTarget = z
  .strictObject({
    critique_id: Id('critique').optional(),
    points: z.array(GivenPoint).max(200).optional(),
    summary: z.string().max(20_000).default(''),
  })
  .refine(({ critique_id, points }) => critique_id !== undefined || points !== undefined, {
    message: 'give a critique_id or points',
  })
  .meta({ id: 'CritiqueTarget' });
export type CritiqueTarget = z.infer<typeof CritiqueTarget>;

const request = {
  prompt: Content.optional(),
  response: z.string().max(1_000_000).optional().meta({ description: 'What is critiqued; it is cut into steps.' }),
  steps: z.array(z.string().min(1).max(100_000)).min(1).max(200).optional().meta({ description: 'Steps as given.' }),
  split: Split.optional().meta({ description: "Instead of the critic's." }),
  reference: z.string().max(1_000_000).nullable().default(null),
  target: CritiqueTarget.optional().meta({
    description:
      'Critique this critique: is each point valid, was an error missed? With a critique_id, the response may be left out.',
  }),
  annotated_errors: z
    .array(z.int().min(1).max(200))
    .max(200)
    .optional()
    .meta({ description: 'The steps that are known to be wrong: the target is measured against them.' }),
  metadata: Metadata.default({}),
  seed: z.int().min(0).max(4_294_967_295).default(0),
};

/** What is critiqued, as the ledger keeps it. */
export const CritiqueRequest = z.strictObject(request).meta({ id: 'CritiqueRequest' });
export type CritiqueRequest = z.infer<typeof CritiqueRequest>;
export const CritiqueCreate = z
  .strictObject({ critic_id: Id('critic'), ...request, provider_keys: ProviderKeys.optional() })
  .meta({ id: 'CritiqueCreate' });
export type CritiqueCreate = z.infer<typeof CritiqueCreate>;

/** A step with what the critics made of it together. */
export const CritiquedStep = z
  .object({
    step: z.int().meta({ description: 'From 1.' }),
    text: z.string(),
    verdict: StepVerdict,
    kind: ErrorKind.nullable(),
    what: z.string().meta({ description: 'What is wrong with it.' }),
    fix: z.string().meta({ description: 'How to mend it.' }),
    votes: z.object({ correct: z.int(), wrong: z.int(), doubtful: z.int() }),
    members: z.array(z.int()).meta({ description: 'The critics that say so.' }),
  })
  .meta({ id: 'CritiquedStep' });
export type CritiquedStep = z.infer<typeof CritiquedStep>;

/** A point of the target with what the critics made of it; precision and recall need annotated errors. */
export const TargetResult = z
  .object({
    points: z.array(
      z.object({
        step: z.int(),
        what: z.string(),
        verdict: z.enum(['valid', 'invalid', 'unclear']),
        reason: z.string(),
        votes: z.object({ valid: z.int(), invalid: z.int(), unclear: z.int() }),
      }),
    ),
    missed: z.array(z.object({ step: z.int(), what: z.string(), votes: z.int() })).meta({
      description: 'Wrong steps that the target does not name, as most critics say.',
    }),
    valid_share: Share.nullable().meta({ description: 'Valid points among those that are valid or not.' }),
    precision: Share.nullable().meta({ description: 'Annotated errors among the steps that the target calls wrong.' }),
    recall: Share.nullable().meta({ description: 'Of the annotated errors, those that the target calls wrong.' }),
  })
  .meta({ id: 'TargetResult' });
export type TargetResult = z.infer<typeof TargetResult>;

export const decisions = ['keep', 'revise', 'undecided'] as const;
/** Readings folded into one critique. */
export const CritiqueResult = z
  .object({
    steps: z.array(CritiquedStep),
    first_error: z.int().nullable().meta({ description: 'The first step that is wrong, from 1.' }),
    decision: z.enum(decisions).meta({
      description: 'undecided: no critic could be read, or none had anything to check.',
    }),
    score: Share.nullable().meta({
      description: 'Mean of the scores that critics gave; of arithmetic, the share of steps that hold.',
    }),
    summary: z.string(),
    unreadable: z.int(),
    failed: z.int(),
    target: TargetResult.nullable(),
  })
  .meta({ id: 'CritiqueResult' });
export type CritiqueResult = z.infer<typeof CritiqueResult>;

/** Request, what each critic said, and what it came to. */
export const Critique = z
  .object({
    id: Id('critique'),
    critic_id: Id('critic'),
    critic_version: z.int(),
    request: CritiqueRequest,
    readings: z.array(Reading),
    result: CritiqueResult,
    calls: z.int(),
    input_tokens: z.int(),
    output_tokens: z.int(),
    cost: z.number().nullable(),
    latency_ms: z.number(),
    prompt_hash: z.string().meta({ description: 'SHA-256 of the prompt file and the instructions.' }),
    refinement_id: Id('refinement').nullable(),
    batch_id: Id('batch').nullable(),
    redacted_at: Time.nullable(),
    created_at: Time,
  })
  .meta({ id: 'Critique' });
export type Critique = z.infer<typeof Critique>;
export const CritiquePage = Page(Critique, 'CritiquePage');
export const CritiqueQuery = z.object({
  critic_id: Id('critic').optional(),
  decision: z.enum(decisions).optional(),
  batch_id: Id('batch').optional(),
});
