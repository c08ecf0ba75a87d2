import type { JobInput } from '../../../schema/contracts/jobs.ts';
import { type Lease, type LeaseRequest, lease_ms } from '../../../schema/contracts/runner.ts';
import type { Env } from '../env.ts';
import { findArtifact } from '../store/artifacts.ts';
import type { JobRow } from '../store/jobs.ts';
import { claimJob, expireLeases } from '../store/leases.ts';

/** How often a waiting runner's request looks for work. */
const poll_ms = 400;
/** Every how many looks the leases that ran out are ended first: a lost runner's job need not wait for the minute's cron. */
const sweep_every = 5;

/**
 * Until its first heartbeat, which a runner sends at once, a lease is short and costs no attempt: a runner that died while it waited
 * is given a job it never hears of, since a Worker behind static assets is not told that its caller hung up.
 */
const first_lease_ms = 15_000;

/** The length of a lease; a deployment may shorten it to notice lost runners sooner. */
export function leaseMs(env: Env): number {
  const set = Number(env.ASSAY_LEASE_MS);
  return Number.isFinite(set) && set >= 1000 ? set : lease_ms;
}

/** Waits for a job that fits the runner, for at most its wait_ms. */
export async function waitForJob(env: Env, project_id: string, ask: LeaseRequest): Promise<Lease | undefined> {
  const until = Date.now() + ask.wait_ms;
  for (let look = 0; ; look++) {
    if (look % sweep_every === 0) await expireLeases(env.DB, Date.now(), project_id);
    const { name: runner, recipes, labels, job_id } = ask;
    const job = await claimJob(env.DB, {
      project_id,
      runner,
      recipes,
      labels,
      job_id,
      now: Date.now(),
      lease_ms: Math.min(first_lease_ms, leaseMs(env)),
    });
    if (job) return describe(env, job);
    if (Date.now() + poll_ms > until) return undefined;
    await new Promise((resolve) => setTimeout(resolve, poll_ms));
  }
}

async function describe(env: Env, job: JobRow): Promise<Lease> {
  const saved = job.checkpoint_id ? await findArtifact(env.DB, job.project_id, job.checkpoint_id) : undefined;
  const { id, project_id, recipe, params, labels, attempt, max_attempts, seed, fence } = job;
  const checkpoint = saved ? { artifact_id: saved.id, sha256: saved.sha256, size_bytes: saved.size_bytes } : null;
  const inputs = job.inputs as JobInput[];
  const leased = { id, project_id, recipe, params, labels, attempt, max_attempts, seed, inputs, checkpoint };
  return {
    lease: { job: leased, fence, lease_ms: leaseMs(env), lease_expires_at: job.lease_expires_at ?? Date.now() },
  };
}
