import { AssayError } from '../../../../schema/errors.ts';
import type { Env } from '../../env.ts';
import { findArtifactByName } from '../../store/artifacts.ts';
import { findJob } from '../../store/jobs.ts';
import { jsonl } from './jsonl.ts';
import type { SourceRow } from './source.ts';

/** The attempts that jobs wrote into an artifact; a job's name and recipe stand in for model and strategy where lines have none. */
export async function* fromJobs(
  env: Env,
  project_id: string,
  job_ids: string[],
  artifact: string,
): AsyncGenerator<SourceRow[]> {
  for (const job_id of job_ids) {
    const job = await findJob(env.DB, project_id, job_id);
    if (!job) throw new AssayError('not_found', `There is no job ${job_id} in this project.`);
    const file = await findArtifactByName(env.DB, project_id, job_id, artifact);
    const object = file && (await env.FILES.get(file.object_key));
    if (!object)
      throw new AssayError('invalid_request', `Job ${job_id} has no artifact "${artifact}"; name one with attempts.`);
    yield* jsonl(object.body, { model: job.name, strategy: job.recipe });
  }
}
