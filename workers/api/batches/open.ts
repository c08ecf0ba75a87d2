import type { BatchCreate, CritiqueBatchCreate } from '../../../schema/contracts/batches.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import type { Env } from '../env.ts';
import {
  type BatchRef,
  type BatchRow,
  type BatchSettings,
  getBatch,
  insertBatch,
  type Makes,
  moveBatch,
} from '../store/batches.ts';
import { listParts, putRequests } from './parts.ts';
import { sendLanes } from './plan.ts';

/** A batch that was checked, ready to be opened. */
export type Opening = {
  makes: Makes;
  judge_id: string | null;
  critic_id: string | null;
  name: string;
  cache: 'use' | 'skip';
  /** What its kind has to know besides. */
  of_kind?: Pick<BatchSettings, 'show_reference' | 'gain'>;
  wanted: Pick<BatchCreate, 'cost_ceiling' | 'calls_per_minute' | 'concurrency'>;
  source: BatchCreate['source'] | CritiqueBatchCreate['source'];
};

/** Opens a batch; unless its requests are still to be uploaded, it goes to work at once. */
export async function openBatch(env: Env, project_id: string, opening: Opening): Promise<BatchRow> {
  const { wanted, source, cache, name, of_kind, ...who } = opening;
  const { calls_per_minute, concurrency, cost_ceiling } = wanted;
  const ref = { project_id, batch_id: newId('batch') };
  if (source.kind === 'requests') await putRequests(env, ref, source.requests);
  const now = Date.now();
  const waits = source.kind === 'upload';
  await insertBatch(env.DB, {
    ...who,
    project_id,
    id: ref.batch_id,
    name: name.slice(0, 200),
    source: source.kind === 'requests' ? { kind: source.kind } : source,
    state: waits ? 'waiting' : 'planning',
    cost_ceiling,
    settings: {
      ...of_kind,
      ...{ calls_per_minute, concurrency, cache, lanes: [0], calls_per_task: 0, worst_per_task: 0 },
      ...{ refused_since: null, run_at: now, run_from: 0, lines_bad: 0, errors: [], passed_over: 0 },
    },
    created_at: now,
    updated_at: now,
  });
  if (!waits) await sendLanes(env, ref, 1);
  return getBatch(env.DB, ref);
}

/** Refuses a field of what was asked for. */
export function refuse(path: string, message: string): never {
  throw new AssayError('invalid_request', message, [{ path, message }]);
}

/** A ceiling on what has no price would never be reached. */
export function checkCeiling(panel: object[], cost_ceiling: number | null): void {
  if (cost_ceiling === null) return;
  const free = (member: object) => 'kind' in member && ['rule', 'edge', 'arithmetic'].includes(String(member.kind));
  const priced = panel.every((member) => free(member) || ('prices' in member && member.prices !== undefined));
  if (!priced) refuse('cost_ceiling', 'A ceiling needs prices on every member of the panel; one here has none.');
}

/** Refuses the first request that cannot be worked on, by its place. */
export function checkRequests<R>(requests: R[], check: (request: R) => unknown): void {
  for (const [index, request] of requests.entries()) {
    try {
      check(request);
    } catch (error) {
      if (error instanceof AssayError) refuse(`source.requests.${index}`, error.message);
      throw error;
    }
  }
}

/** Closes an upload: all parts are sent. Calling it again changes nothing. @throws AssayError `conflict` */
export async function completeBatch(env: Env, ref: BatchRef): Promise<BatchRow> {
  const row = await getBatch(env.DB, ref);
  if (row.source.kind !== 'upload' || row.state !== 'waiting') return row;
  const parts = await listParts(env, ref);
  const missing = parts.findIndex(({ part }, index) => part !== index + 1);
  if (parts.length === 0 || missing !== -1)
    throw new AssayError('conflict', `Part ${missing === -1 ? 1 : missing + 1} of batch ${row.id} is missing.`);
  const now = Date.now();
  const moved = await moveBatch(env.DB, ref, ['waiting'], { state: 'planning', updated_at: now });
  if (moved) await sendLanes(env, ref, 1);
  return moved ?? getBatch(env.DB, ref);
}
