import { z } from 'zod';
import { Id, Metadata, Name, Page, Prompt, Share, Time } from './common.ts';

/** The deterministic verifiers; the options of each are checked by the edge judge Worker. */
export const verifiers = ['numeric', 'exact', 'regex', 'json_schema', 'contains', 'choice'] as const;

/** A judge's backing: deterministic rules. Further kinds of provider join this union. */
export const RuleProvider = z
  .strictObject({
    kind: z.literal('rule'),
    verifier: z.enum(verifiers),
    options: z.record(z.string(), z.unknown()).default({}),
  })
  .meta({ id: 'RuleProvider' });

export const JudgeCreate = z
  .strictObject({
    name: Name,
    mode: z.enum(['reference']),
    provider: RuleProvider,
  })
  .meta({ id: 'JudgeCreate' });
export type JudgeCreate = z.infer<typeof JudgeCreate>;

/** A configured way of judging. Immutable: a change makes a new version with a new id under the same name. */
export const Judge = JudgeCreate.extend({
  id: Id('judge'),
  version: z.int().min(1),
  created_at: Time,
}).meta({ id: 'Judge' });
export type Judge = z.infer<typeof Judge>;
export const JudgePage = Page(Judge, 'JudgePage');

export const JudgmentCreate = z
  .strictObject({
    judge_id: Id('judge'),
    prompt: Prompt.optional(),
    response: z.string().max(1_000_000),
    reference: z.string().max(1_000_000).nullable().default(null),
    metadata: Metadata.default({}),
  })
  .meta({ id: 'JudgmentCreate' });
export type JudgmentCreate = z.infer<typeof JudgmentCreate>;

/** What was understood from one reply; an `unreadable` one is kept and counted, never scored. */
export const Reading = z
  .object({
    outcome: z.enum(['correct', 'partially_correct', 'incorrect', 'unreadable']),
    reason: z.string(),
    raw: z.string().meta({ description: 'The reply as it came.' }),
    extracted: z.string().nullable(),
    expected: z.string().nullable(),
  })
  .meta({ id: 'Reading' });
export type Reading = z.infer<typeof Reading>;

/** Readings folded into one outcome. `probability` is null where there is nothing to base it on. */
export const Verdict = z
  .object({
    outcome: z.enum(['correct', 'partially_correct', 'incorrect', 'unreadable']),
    probability: Share.nullable().meta({
      description: 'Probability that the outcome is right; 1 for a deterministic rule.',
    }),
    interval: z.object({ low: Share, high: Share, method: z.string() }).nullable(),
    reasons: z.array(z.string()),
  })
  .meta({ id: 'Verdict' });
export type Verdict = z.infer<typeof Verdict>;

export const Judgment = z
  .object({
    id: Id('judgment'),
    judge_id: Id('judge'),
    judge_version: z.int(),
    mode: z.enum(['reference']),
    request: JudgmentCreate.omit({ judge_id: true }),
    readings: z.array(Reading),
    verdict: Verdict,
    calls: z.int().meta({ description: 'Model calls made; 0 for rules.' }),
    latency_ms: z.number(),
    created_at: Time,
  })
  .meta({ id: 'Judgment' });
export type Judgment = z.infer<typeof Judgment>;
export const JudgmentPage = Page(Judgment, 'JudgmentPage');
export const JudgmentQuery = z.object({ judge_id: Id('judge').optional(), outcome: Verdict.shape.outcome.optional() });
