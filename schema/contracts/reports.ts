import { z } from 'zod';
import { Id, Measure, Name, Page, Sha256, Time } from './common.ts';

/** One try at one question, already judged; `correct` null means that no answer could be read. */
export const Attempt = z
  .strictObject({
    question: z.string().min(1).max(200),
    sample: z.int().min(0).default(0),
    attempt: z.int().min(1).max(100),
    correct: z.boolean().nullable(),
  })
  .meta({ id: 'Attempt' });
export type Attempt = z.infer<typeof Attempt>;

export const AttemptSource = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('attempts'), attempts: z.array(Attempt).min(1).max(20_000) }),
    z.strictObject({
      kind: z.literal('dataset'),
      dataset_id: Id('dataset'),
      model: Name,
      judge_id: Id('judge').optional().meta({ description: 'Judges the responses that carry no `correct`.' }),
    }),
  ])
  .meta({ id: 'AttemptSource' });

export const ReportCreate = z
  .strictObject({ name: Name, source: AttemptSource, seed: z.int().min(0).default(0) })
  .meta({ id: 'ReportCreate' });

export const TurnMeasure = z
  .object({ turn: z.int(), accuracy: Measure, unreadable: z.int(), n: z.int() })
  .meta({ id: 'TurnMeasure' });

/** Names follow Kumar et al. 2024 (Δ) and Yang et al. 2024 (CL, CS, RSS). */
export const SelfCorrection = z
  .object({
    questions: z.int(),
    pairs: z.int(),
    turns: z.array(TurnMeasure),
    delta_t1_t2: Measure,
    delta_i_to_c: Measure,
    delta_c_to_i: Measure,
    confidence_level: Measure,
    critique_score: Measure,
    relative_self_correction_score: Measure,
    transitions: z.object({ correct_correct: z.int(), correct_incorrect: z.int(), incorrect_correct: z.int(), incorrect_incorrect: z.int() }),
  })
  .meta({ id: 'SelfCorrection' });
export type SelfCorrection = z.infer<typeof SelfCorrection>;

/** An immutable snapshot with the hash of what it was computed from. */
export const Report = z
  .object({
    id: Id('report'),
    name: Name,
    source: z.record(z.string(), z.unknown()),
    inputs_sha256: Sha256,
    seed: z.int(),
    result: SelfCorrection,
    created_at: Time,
  })
  .meta({ id: 'Report' });
export type Report = z.infer<typeof Report>;
export const ReportPage = Page(Report, 'ReportPage');
