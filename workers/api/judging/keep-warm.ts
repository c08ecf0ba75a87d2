import type { Env } from '../env.ts';
import { modelsJudgedSince } from '../store/edge-models.ts';

/** Who asked within the last hour is likely to ask again. */
const recent_ms = 3_600_000;
/** As many as an instance of the edge judge keeps open. */
const at_most = 3;

/** Has the edge judge open the models that were asked lately, so that nobody waits for it; an open one costs a call and no work. */
export async function keepWarm(env: Env, now: number): Promise<void> {
  // The one asked last is opened last: it is the last that another would push out.
  for (const sha256 of (await modelsJudgedSince(env.DB, now - recent_ms, at_most)).reverse())
    await env.EDGE.warm(sha256);
}
