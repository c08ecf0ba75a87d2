import type { JobState } from '../../../schema/contracts/jobs.ts';
import type { Finish } from '../../../schema/contracts/runner.ts';
import { AssayError } from '../../../schema/errors.ts';
import { derivedId } from '../../../schema/ids.ts';
import type { Env } from '../env.ts';
import { importResponses } from '../imports/import-responses.ts';
import { type ArtifactRow, findArtifact } from '../store/artifacts.ts';
import { audit } from '../store/audit.ts';
import { hasDataset } from '../store/datasets.ts';
import { finishJob, type NewModel } from '../store/finishes.ts';
import { findJob, type JobRow } from '../store/jobs.ts';
import { holdsLease } from '../store/leases.ts';
import { references } from './recipes.ts';
import { succeed } from './succession.ts';

/**
 * Ends a lease and puts its results to use, exactly once in effect: models and imported responses have ids derived from the
 * job, and the state changes under the fence in one batch.
 * @throws AssayError `fence_lost` when another runner holds the job, `invalid_request` when a result names what is not there
 */
export async function finish(env: Env, project_id: string, job_id: string, ask: Finish): Promise<JobState> {
  const job = await findJob(env.DB, project_id, job_id);
  if (!job) throw new AssayError('not_found', `There is no job ${job_id} in this project.`);
  const holds = await holdsLease(env.DB, project_id, job_id, ask.fence);
  const models = holds && ask.outcome === 'succeeded' ? await collectModels(env, job, ask) : [];
  if (holds && ask.outcome === 'succeeded' && ask.result?.responses) await importFrom(env, job, ask.result.responses);
  const state = await finishJob(env.DB, job, ask, models, Date.now());
  if (!state)
    throw new AssayError(
      'fence_lost',
      `Fence ${ask.fence} of ${job_id} is stale: the lease ran out and the job went on without this runner.`,
    );
  if (holds) {
    const details = { outcome: ask.outcome, state, runner: job.runner, error: ask.error };
    await audit(env.DB, { project_id, actor: 'runner', action: 'job.finish', subject: job_id, details });
  }
  // After the state: what a job trained is kept even where it cannot be put to use. A finish that is told twice does this once.
  if (state === 'succeeded') await succeed(env, job);
  return state;
}

async function completeArtifact(env: Env, job: JobRow, id: string): Promise<ArtifactRow> {
  const artifact = await findArtifact(env.DB, job.project_id, id);
  if (artifact?.job_id === job.id && artifact.state === 'complete') return artifact;
  throw new AssayError(
    'invalid_request',
    `The result names artifact ${id}, which is not a complete artifact of ${job.id}.`,
  );
}

async function collectModels(env: Env, job: JobRow, ask: Finish): Promise<NewModel[]> {
  const models = [];
  for (const [index, model] of (ask.result?.models ?? []).entries()) {
    const files = [];
    for (const { path, artifact_id } of model.files) {
      const { sha256, size_bytes } = await completeArtifact(env, job, artifact_id);
      files.push({ path, artifact_id, sha256, size_bytes });
    }
    models.push({
      id: await derivedId('model', [job.project_id, job.id, index]),
      name: model.name,
      files,
      lineage: model.lineage,
    });
  }
  return models;
}

async function importFrom(env: Env, job: JobRow, artifact_id: string): Promise<void> {
  const { object_key, size_bytes } = await completeArtifact(env, job, artifact_id);
  const dataset = references(job.recipe, job.params).find(({ kind }) => kind === 'dataset');
  if (!dataset) return;
  const at = { project_id: job.project_id, dataset_id: dataset.value };
  // The dataset may have been deleted while the job ran: the answers stay with the job, as its artifact.
  if (!(await hasDataset(env.DB, at))) return;
  await importResponses(env, {
    project_id: job.project_id,
    dataset_id: dataset.value,
    object_key,
    size_bytes,
    origin_id: job.id,
  });
}
