import type { AttemptSource } from '../../../../schema/contracts/attempts.ts';
import type { Bench } from '../../judging/judge.ts';
import { requireJudge } from '../../judging/require.ts';
import { fromDataset } from './dataset.ts';
import { given } from './given.ts';
import { fromJobs } from './jobs.ts';
import { fromRefinements } from './refinements.ts';
import type { Source } from './source.ts';

/** Opens a source. */
export async function openSource(bench: Bench, source: AttemptSource): Promise<Source> {
  const { env, caller } = bench;
  const judged = 'judge_id' in source ? source.judge_id : undefined;
  const judge = judged === undefined ? undefined : await requireJudge(env.DB, caller.project_id, judged);
  switch (source.kind) {
    case 'attempts':
      return given(source.attempts, source.label_attempts);
    case 'dataset':
      return fromDataset(bench, judge, source);
    case 'refinements': {
      const { dataset_id = null, model = null, strategy = null, created_from = null, created_before = null } = source;
      return fromRefinements(bench, judge, { dataset_id, model, strategy, created_from, created_before });
    }
    case 'jobs':
      return fromJobs(env, caller.project_id, source.job_ids, source.artifact);
  }
}

/** What a report says of its source: all but the attempts themselves. */
export function sourceOf(source: AttemptSource): Record<string, unknown> {
  if (source.kind !== 'attempts') return source;
  return { kind: source.kind, attempts: source.attempts.length, label_attempts: source.label_attempts.length };
}
