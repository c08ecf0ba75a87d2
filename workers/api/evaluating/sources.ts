import type { EvaluationCreate } from '../../../schema/contracts/evaluations.ts';
import type { Judge } from '../../../schema/contracts/judges.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { Env } from '../env.ts';
import { createBatch } from '../judging/batch-create.ts';
import { requireJudge } from '../judging/require.ts';
import { type BatchRow, getBatch } from '../store/batches.ts';
import { requireDataset } from '../store/datasets.ts';
import type { GivenLabels } from '../store/evaluations.ts';

/** What an evaluation remembers of where its judgments come from. */
export type Kept = {
  kind: string;
  dataset_id?: string;
  cluster?: string;
  compare_batch_id?: string;
  judgments?: GivenLabels;
};

/** The judge to compare to. @throws AssayError where it is the same one or of another mode */
export async function otherJudge(
  env: Env,
  project_id: string,
  judge: Judge,
  id: string | undefined,
): Promise<Judge | null> {
  if (id === undefined) return null;
  const other = await requireJudge(env.DB, project_id, id);
  if (other.id === judge.id) refuse('compare_to', 'A judge cannot be compared to itself; name another one.');
  if (other.mode !== judge.mode)
    refuse('compare_to', `Judge ${other.id} judges in mode ${other.mode}, not ${judge.mode}; compare within one mode.`);
  return other;
}

/** Finds an evaluation's judgments, or starts the batches that make them. @throws AssayError */
export async function begin(
  env: Env,
  project_id: string,
  judge: Judge,
  other: Judge | null,
  { source, cluster, name }: EvaluationCreate,
): Promise<{ source: Kept; batch_id: string | null }> {
  const kept = cluster === undefined ? {} : { cluster };
  if (source.kind === 'judgments') return { source, batch_id: null };
  if (source.kind === 'ledger') {
    await requireDataset(env.DB, { project_id, dataset_id: source.dataset_id });
    return { source: { ...source, ...kept }, batch_id: null };
  }
  if (source.kind === 'batch') {
    const batch = await batchOf(env, project_id, source.batch_id, judge, 'source.batch_id');
    if (other && !source.compare_batch_id)
      refuse('source.compare_batch_id', `Name the batch of judge ${other.id}, to which this one is compared.`);
    const compared =
      other && source.compare_batch_id
        ? await batchOf(env, project_id, source.compare_batch_id, other, 'source.compare_batch_id')
        : null;
    const dataset_id = datasetOf(batch, 'source.batch_id');
    if (compared && datasetOf(compared, 'source.compare_batch_id') !== dataset_id)
      refuse('source.compare_batch_id', `Batch ${compared.id} is of another dataset than batch ${batch.id}.`);
    const pair = compared ? { compare_batch_id: compared.id } : {};
    return { source: { kind: source.kind, dataset_id, ...pair, ...kept }, batch_id: batch.id };
  }
  const run = (of: Judge) =>
    createBatch(env, project_id, {
      ...{ judge_id: of.id, source, cost_ceiling: null, calls_per_minute: null, concurrency: 12, cache: 'use' },
      ...(name === undefined ? {} : { name }),
    });
  const batch = await run(judge);
  const pair = other ? { compare_batch_id: (await run(other)).id } : {};
  return { source: { ...source, ...pair, ...kept }, batch_id: batch.id };
}

async function batchOf(env: Env, project_id: string, batch_id: string, judge: Judge, path: string): Promise<BatchRow> {
  const batch = await getBatch(env.DB, { project_id, batch_id });
  if (batch.judge_id !== judge.id) refuse(path, `Batch ${batch_id} is of judge ${batch.judge_id}, not ${judge.id}.`);
  return batch;
}

function datasetOf({ id, source }: Pick<BatchRow, 'id' | 'source'>, path: string): string {
  if (source.kind !== 'dataset')
    refuse(path, `Batch ${id} is of a ${source.kind}; labels belong to the items of a dataset.`);
  return source.dataset_id;
}

function refuse(path: string, message: string): never {
  throw new AssayError('invalid_request', message, [{ path, message }]);
}
