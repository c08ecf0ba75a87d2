import { z } from 'zod';
import { AssayError } from '../../../schema/errors.ts';
import type { Env, JobMessage } from '../env.ts';
import { audit } from '../store/audit.ts';
import { failQueued, findJob, markReady } from '../store/jobs.ts';
import { expireLeases, findUndispatched, findWaiting } from '../store/leases.ts';
import { checkReferences, pinInputs } from './inputs.ts';

const Pointer = z.object({ project_id: z.string(), job_id: z.string() });

/** Reads the jobs queue: pins each job's inputs and marks it ready. A message that arrives twice finds nothing to do. */
export async function consumeJobs(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  for (const message of batch.messages) {
    const pointer = Pointer.safeParse(message.body);
    try {
      if (pointer.success) await dispatchJob(env, pointer.data.project_id, pointer.data.job_id);
      message.ack();
    } catch (error) {
      console.error(
        JSON.stringify({ level: 'error', queue: batch.queue, job_id: pointer.data?.job_id, error: String(error) }),
      );
      message.retry({ delaySeconds: 5 });
    }
  }
}

async function dispatchJob(env: Env, project_id: string, job_id: string): Promise<void> {
  const job = await findJob(env.DB, project_id, job_id);
  if (job?.state !== 'queued') return;
  try {
    await checkReferences(env, project_id, job.recipe, job.params);
    const inputs = await pinInputs(env, project_id, job.recipe, job.params);
    if (await markReady(env.DB, project_id, job_id, inputs, Date.now())) await pointAt(env, [{ project_id, job_id }]);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    await fail(env, project_id, job_id, error.message);
  }
}

/** Ends a job that could not be made ready. @param pointer a message of its queue */
export async function giveUpJob(env: Env, pointer: unknown): Promise<void> {
  const { data } = Pointer.safeParse(pointer);
  const job = data && (await findJob(env.DB, data.project_id, data.job_id));
  if (job?.state !== 'queued') return;
  await fail(env, job.project_id, job.id, 'Its inputs could not be gathered, again and again; create the job anew.');
}

async function fail(env: Env, project_id: string, job_id: string, message: string): Promise<void> {
  await failQueued(env.DB, project_id, job_id, message, Date.now());
  await audit(env.DB, { project_id, actor: 'system', action: 'job.fail', subject: job_id, details: { message } });
}

/** Tells runners that pull of jobs to lease. A message may come twice, or for a job that is gone: the lease decides. */
async function pointAt(env: Env, jobs: JobMessage[]): Promise<void> {
  if (env.READY && jobs.length > 0) await env.READY.sendBatch(jobs.map((body) => ({ body })));
}

/** Each minute: leases that ran out, jobs whose queue message was lost, and ready ones that no runner has come for. */
export async function sweepJobs(env: Env, now: number): Promise<void> {
  await expireLeases(env.DB, now, null);
  for (const { project_id, id } of await findUndispatched(env.DB, now - 60_000))
    await env.JOBS.send({ project_id, job_id: id });
  if (!env.READY) return;
  const waiting = await findWaiting(env.DB, now - 60_000, now);
  await pointAt(
    env,
    waiting.map(({ project_id, id }) => ({ project_id, job_id: id })),
  );
}
