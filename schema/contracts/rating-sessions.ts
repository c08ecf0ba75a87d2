import { z } from 'zod';
import { CheckQuestion } from './campaign-settings.ts';
import { Id } from './common.ts';

/** Shown to a rater who is done, for the platform that sent them. */
export const Completion = z.object({ code: z.string(), url: z.string().nullable() }).meta({ id: 'Completion' });

/** Why a rater is handed nothing more. */
export const RaterDone = z.enum(['nothing_left', 'quota', 'enough']).meta({
  id: 'RaterDone',
  description:
    'nothing_left: every comparison open to this rater is rated. quota: they made the ratings that one rater may make. enough: the campaign has what it wanted.',
});
export type RaterDone = z.infer<typeof RaterDone>;

/** The comprehension check as a rater sees it: which answer is right stays on the server. */
export const RaterCheck = z
  .object({
    questions: z.array(z.object({ question: z.string(), answers: z.array(z.string()) })),
    tries_left: z.int(),
    passed: z.boolean(),
  })
  .meta({ id: 'RaterCheck' });
export type RaterCheck = z.infer<typeof RaterCheck>;

export const RatingCheckCreate = z
  .strictObject({
    campaign_id: Id('campaign'),
    answers: z
      .array(z.int().min(0).max(5))
      .max(10)
      .meta({ description: 'One answer to each question, in their order, counted from 0.' }),
  })
  .meta({ id: 'RatingCheckCreate' });

export const RatingCheckResult = z
  .object({
    passed: z.boolean(),
    tries_left: z.int(),
    wrong: z
      .array(z.object({ question: z.int(), explanation: CheckQuestion.shape.explanation }))
      .meta({ description: 'Which questions were answered wrongly, counted from 0.' }),
  })
  .meta({ id: 'RatingCheckResult' });
export type RatingCheckResult = z.infer<typeof RatingCheckResult>;

/** Comparisons for a rater whom the holder of a key vouches for. */
export const RaterAssignmentsCreate = z
  .strictObject({
    rater: z.string().trim().min(1).max(200).optional().meta({
      description: 'Whatever tells your raters apart; the same name is the same rater. Left out: the key itself rates.',
    }),
    count: z.int().min(1).max(100).default(10),
    skip: z.array(Id('assignment')).max(1000).default([]).meta({
      description: 'Assignments rated just now, whose ratings may still be on their way.',
    }),
  })
  .meta({ id: 'RaterAssignmentsCreate' });
