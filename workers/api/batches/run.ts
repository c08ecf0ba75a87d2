import type { Env } from '../env.ts';
import { type Lane, setLane } from '../store/batch-lanes.ts';
import { holdTasks, type LeasedTask, leaseTasks, nextDue } from '../store/batch-leases.ts';
import { settleTasks } from '../store/batch-settle.ts';
import type { BatchRow } from '../store/batches.ts';
import {
  beat_ms,
  lane_ms,
  longest_wait_ms,
  message_ms,
  message_subrequests,
  refused_ms,
  stretch_bytes,
  stretch_subrequests,
} from './limits.ts';
import { type Pace, paceOf } from './pace.ts';
import type { Work } from './work.ts';

/** Waits while the server refuses: as long as it has refused already, within these bounds. */
const shortest_refusal_ms = 5000;
const longest_refusal_ms = 300_000;

/** Works stretches of tasks until the message has had enough. @returns how long the lane is to rest; null where it ends */
export async function runSome(env: Env, first: BatchRow, work: Work, lane: Lane, started: number) {
  const { worst_per_task, besides_per_task = 0 } = first.settings;
  const pace = paceOf(first.settings, Number(env.ASSAY_CALLS_PER_LANE ?? 0) || undefined);
  let row = first;
  let spent = 0;
  for (;;) {
    const begun = Date.now();
    const limit = affordable(row, pace);
    const tasks = await leaseTasks(env.DB, lane, { now: begun, until: begun + lane_ms, limit, bytes: stretch_bytes });
    if (tasks.length === 0) return idle(env, lane, begun);
    const { outcomes, stalled } = await holding(env, lane, tasks, () =>
      work.make({ env, caller: { project_id: lane.project_id, provider_keys: {} } }, tasks, pace.width),
    );
    const now = Date.now();
    const answered = outcomes.some(({ state }) => state === 'done');
    const stop = answered ? null : (stalled ?? refusedTooLong(row, now));
    const settled = await settleTasks(env.DB, lane, outcomes, { now, stalled: stop });
    if (settled?.state !== 'running') return null;
    row = settled;
    const made = outcomes.reduce((sum, outcome) => sum + outcome.calls, 0);
    spent += made + tasks.length * besides_per_task + stretch_subrequests;
    const refused = outcomes.some(({ state, counts }) => state === 'pending' && !counts);
    const rest = Math.max(begun + made * pace.call_ms - now, refused ? refusalOf(row, now) : 0);
    const next = pace.stretch * (worst_per_task + besides_per_task) + stretch_subrequests;
    const enough = spent + next > message_subrequests || now - started > message_ms;
    if (enough || rest > longest_wait_ms) return Math.max(0, rest);
    // Even without a rest, requests that share this thread are let through.
    await scheduler.wait(Math.max(1, rest));
  }
}

/** Tasks to lease: fewer where the ceiling is near, by what a judgment has cost so far. */
function affordable({ cost, cost_ceiling, done, dead }: BatchRow, { stretch, lanes }: Pace): number {
  if (cost_ceiling === null || cost === 0) return stretch;
  const each = cost / Math.max(1, done + dead);
  return Math.min(stretch, Math.max(1, Math.floor((cost_ceiling - cost) / each / lanes)));
}

/** Nothing is due: the lane rests until something is, or ends where others hold all that is left. */
async function idle(env: Env, lane: Lane, now: number): Promise<number | null> {
  const { pending_at, judging } = await nextDue(env.DB, lane);
  if (pending_at !== null) return Math.min(longest_refusal_ms, Math.max(1000, pending_at - now));
  if (judging) return null;
  // The last lease may have run out, or tasks were given up while nobody looked.
  await settleTasks(env.DB, lane, [], { now, stalled: null });
  return null;
}

const refusalOf = ({ settings }: BatchRow, now: number) =>
  Math.min(longest_refusal_ms, Math.max(shortest_refusal_ms, now - (settings.refused_since ?? now)));

function refusedTooLong({ settings: { refused_since } }: BatchRow, now: number): string | null {
  if (refused_since === null || now - refused_since < refused_ms) return null;
  return `The model's server has refused every call for ${Math.round((now - refused_since) / 60_000)} minutes; resume the batch later.`;
}

/** Works while lane and tasks are held: a long judgment must not look like a dead one. */
async function holding<T>(env: Env, lane: Lane, tasks: LeasedTask[], work: () => Promise<T>): Promise<T> {
  const beat = () => {
    const until = Date.now() + lane_ms;
    env.DB.batch([setLane(env.DB, lane, until), holdTasks(env.DB, lane, tasks, until)]).catch((error) =>
      console.warn(JSON.stringify({ level: 'warn', batch_id: lane.batch_id, beat: String(error) })),
    );
  };
  const timer = setInterval(beat, beat_ms);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
