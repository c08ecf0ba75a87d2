import { max_batch_tasks } from '../../../schema/contracts/batches.ts';
import type { LineError } from '../../../schema/contracts/uploads.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { Env } from '../env.ts';
import { max_errors } from '../imports/limits.ts';
import { firstTask } from '../store/batch-leases.ts';
import { commitPlan } from '../store/batch-plan.ts';
import type { BatchRef, BatchRow, BatchSettings } from '../store/batches.ts';
import { message_ms, message_subrequests, plan_stretches, stretch_subrequests } from './limits.ts';
import { paceOf } from './pace.ts';
import { deleteParts } from './parts.ts';
import { planLines } from './plan-lines.ts';
import { type PlannedTasks, planCampaign, planCritiques, planDataset, TooMany } from './plan-stored.ts';
import type { Work } from './work.ts';

/** Writes a batch's next tasks until all are written or the message has had enough. @returns the batch, running once planned */
export async function planSome(env: Env, row: BatchRow, work: Work, started: number): Promise<BatchRow | undefined> {
  let seen: BatchRow | undefined = row;
  for (let n = 0; n < plan_stretches && Date.now() - started < message_ms && seen?.state === 'planning'; n++)
    seen = await planStretch(env, seen, work);
  return seen;
}

/** One stretch; undefined where another delivery was faster or the batch was stopped. */
async function planStretch(env: Env, row: BatchRow, work: Work): Promise<BatchRow | undefined> {
  const now = Date.now();
  const { tasks, cursor, passed_over, bad = [] } = await nextTasks(env, row, work);
  const { lines_bad, errors } = row.settings;
  const settings: BatchSettings = {
    ...row.settings,
    lines_bad: lines_bad + bad.length,
    errors: [...errors, ...bad].slice(0, max_errors),
    passed_over: row.settings.passed_over + passed_over,
  };
  const total = row.total + tasks.length;
  const failed = (message: string) => ({ state: 'failed' as const, message, finished_at: now, settings });
  const going_on = { state: 'planning' as const, message: null, finished_at: null, settings };
  // Written while nothing else moves the lanes of a batch that is being planned: the row's own lane is kept as it is.
  const too_many = `A batch holds at most ${max_batch_tasks.toLocaleString('en-US')} tasks.`;
  const end = (message: string) => commit(env, row, [], { ...failed(message), plan_cursor: null });
  if (total > max_batch_tasks) return end(too_many);
  if (cursor !== null) return commit(env, row, tasks, { ...going_on, plan_cursor: cursor });
  if (total === 0) {
    await deleteParts(env, { project_id: row.project_id, batch_id: row.id });
    return end(nothingToJudge({ ...row, settings }));
  }
  // The last stretch leaves the cursor where it is, so that the first task can be counted before the batch runs.
  const written = await commit(env, row, tasks, { ...going_on, plan_cursor: end_cursor });
  return written && begin(env, written, work);
}

/** The calls of a task whose texts are gone by now. */
const unknown = { planned: 1, worst: 1, besides: 0 };

/** Every task is written; the batch is about to run. */
const end_cursor = 'end';

async function nextTasks(
  env: Env,
  row: BatchRow,
  work: Work,
): Promise<PlannedTasks & { bad?: LineError[] | undefined }> {
  if (row.plan_cursor === end_cursor) return { tasks: [], cursor: null, passed_over: 0 };
  try {
    if (row.source.kind === 'dataset') return await planDataset(env.DB, row, work, row.source);
    if (row.source.kind === 'campaign') return await planCampaign(env.DB, row, row.source.campaign_id);
    if (row.source.kind === 'critiques') return await planCritiques(env.DB, row, row.source.batch_id);
    return await planLines(env, row, work);
  } catch (error) {
    if (error instanceof TooMany) throw new AssayError('invalid_request', error.message);
    throw error;
  }
}

/** Counts what a task takes and opens the lanes. */
async function begin(env: Env, row: BatchRow, work: Work): Promise<BatchRow | undefined> {
  const now = Date.now();
  const ref = { project_id: row.project_id, batch_id: row.id };
  const first = await firstTask(env.DB, ref);
  const calls = first ? await work.callsOf(first) : null;
  const { planned: calls_per_task, worst: worst_per_task, besides: besides_per_task } = calls ?? unknown;
  await deleteParts(env, ref);
  const most = message_subrequests - stretch_subrequests;
  if (calls_per_task > most) {
    const message = `One ${work.noun} takes ${calls_per_task} calls; ${most} is the most one invocation can make.`;
    return commit(env, row, [], { ...row, state: 'failed', message, finished_at: now, plan_cursor: null });
  }
  const settings = { ...row.settings, calls_per_task, worst_per_task, besides_per_task, run_at: now };
  const { lanes } = paceOf({ ...settings }, Number(env.ASSAY_CALLS_PER_LANE ?? 0) || undefined);
  // Lane 0 is the one that planned; it goes on by itself.
  const opened = Array.from({ length: lanes }, (_, lane) => (lane === 0 ? (row.settings.lanes[0] ?? now) : now));
  const next = { state: 'running' as const, message: null, finished_at: null, plan_cursor: null };
  const running = await commit(env, row, [], { ...next, settings: { ...settings, lanes: opened } });
  if (running) await sendLanes(env, ref, opened.length, 1);
  return running;
}

/** Sends the first message of each lane. */
export async function sendLanes(env: Env, ref: BatchRef, lanes: number, from = 0): Promise<void> {
  const bodies = Array.from({ length: lanes - from }, (_, index) => ({ body: { ...ref, lane: from + index } }));
  for (let at = 0; at < bodies.length; at += 100) await env.JUDGMENTS.sendBatch(bodies.slice(at, at + 100));
}

async function commit(
  env: Env,
  row: BatchRow,
  tasks: PlannedTasks['tasks'],
  next: Parameters<typeof commitPlan>[3],
): Promise<BatchRow | undefined> {
  if (!(await commitPlan(env.DB, row, tasks, next, Date.now()))) return undefined;
  return { ...row, ...next, total: row.total + tasks.length };
}

function nothingToJudge({ source, settings }: BatchRow): string {
  if (source.kind === 'dataset')
    return settings.passed_over > 0
      ? 'No item has the responses that a comparison needs: two models for pairs, three for rankings.'
      : 'The dataset holds no response of these models.';
  if (source.kind === 'campaign') return 'The campaign has no comparison.';
  if (source.kind === 'critiques') return `Batch ${source.batch_id} has no critique.`;
  return settings.lines_bad > 0 ? `All ${settings.lines_bad} lines are bad.` : 'No line was sent.';
}
