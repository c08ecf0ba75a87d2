import { consumeJudgments } from './batches/consume.ts';
import { consumeRatings } from './campaigns/consume.ts';
import { dead_letter_consumers } from './dead-letters.ts';
import type { Env } from './env.ts';
import { consumeImports } from './imports/consumer.ts';
import { consumeJobs } from './jobs/dispatch.ts';
import { consumeRefinements } from './refining/consume.ts';
import { consumeWebhooks } from './webhooks/deliver.ts';

type Consumer = (batch: MessageBatch<unknown>, env: Env) => Promise<void>;

/** Which function reads which queue: one line each. */
export const consumers: Record<string, Consumer> = {
  'assay-imports': consumeImports,
  'assay-jobs': consumeJobs,
  'assay-judgments': consumeJudgments,
  'assay-ratings': consumeRatings,
  'assay-refinements': consumeRefinements,
  'assay-webhooks': consumeWebhooks,
  ...dead_letter_consumers,
};
