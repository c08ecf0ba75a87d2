import { AssayError } from '../../../schema/errors.ts';
import { type LeasedTask, max_attempts } from '../store/batch-leases.ts';
import type { TaskOutcome } from '../store/batch-settle.ts';
import type { Entry } from './work.ts';

/** Waits after the first, second, third and fourth failure. */
const waits_ms = [5000, 20_000, 80_000, 320_000];
/** Keeps a refused task from the lanes that do not know yet. */
const refused_wait_ms = 5000;
/** The server is there and wants no more just now: it costs no attempt. */
const refusals = new Set(['rate_limited', 'circuit_open']);
/** Asking again cannot help before somebody changes the judge or its credential: the whole batch stops. */
const locked = new Set(['unauthorized', 'refused_url']);
/** Asking this again cannot help. */
const lasting = new Set(['bad_request', 'too_large']);

/** How a task ended, and why the whole batch should stop, if it should. */
export type Ended = { outcome: TaskOutcome; stalled: string | null };

const error_chars = 1000;
const nothing = {
  ...{ judgment_id: null, critique_id: null, outcome: null, error: null },
  ...{ calls: 0, input_tokens: 0, output_tokens: 0, cost: 0 },
};

/** A task that came to an entry in the ledger. */
export function doneOf({ n, attempts }: LeasedTask, noun: 'judgment' | 'critique', entry: Entry): TaskOutcome {
  const { id, outcome } = entry;
  const head = { n, attempts, state: 'done' as const, counts: true, next_at: 0, error: null };
  const made = noun === 'judgment' ? { judgment_id: id, critique_id: null } : { judgment_id: null, critique_id: id };
  return { ...head, ...made, outcome, ...spent(entry) };
}

const spent = ({ calls, input_tokens, output_tokens, cost }: Entry) => ({
  calls,
  input_tokens,
  output_tokens,
  cost: cost ?? 0,
});

/** An entry without a single reply is none: it is tried again, or given up. Undefined where there was a reply. */
export function failedOf(task: LeasedTask, entry: Entry, now: number): Ended | undefined {
  const { readings } = entry;
  if (readings.length === 0 || readings.some(({ outcome }) => outcome !== 'failed')) return undefined;
  const errors = readings.flatMap(({ error }) => error ?? []);
  const find = (codes: Set<string>) => errors.find(({ code }) => codes.has(code));
  const refused = find(refusals);
  const shut = errors.every(({ code }) => locked.has(code)) ? errors[0] : undefined;
  const shown = refused ?? shut ?? errors[0];
  const error = shown ? `${shown.code}: ${shown.message}` : 'No member of the panel answered.';
  const free = refused !== undefined || shut !== undefined;
  const dead = !free && errors.every(({ code }) => lasting.has(code));
  const outcome = dead ? givenUp(task, error) : again(task, error, now, !free);
  return { outcome: { ...outcome, ...spent(entry) }, stalled: shut ? error : null };
}

/** A task whose judging threw: what is wrong with the request stays wrong; a judge that may not judge stops the batch. */
export function brokenOff(task: LeasedTask, error: unknown, now: number): Ended {
  const known = error instanceof AssayError ? error : null;
  if (known?.code === 'invalid_request' || known?.code === 'not_found')
    return { outcome: givenUp(task, known.message), stalled: null };
  const barred = known?.code === 'conflict';
  const message = known?.message ?? 'Something failed on our side.';
  return { outcome: again(task, message, now, !barred), stalled: barred ? message : null };
}

/** A task that will not be tried again. */
export function givenUp({ n, attempts }: LeasedTask, error: string): TaskOutcome {
  return { ...nothing, n, attempts, state: 'dead', counts: true, next_at: 0, error: error.slice(0, error_chars) };
}

function again(task: LeasedTask, error: string, now: number, counts: boolean): TaskOutcome {
  const { n, attempts } = task;
  if (counts && attempts >= max_attempts) return givenUp(task, error);
  const wait = counts ? (waits_ms[attempts - 1] ?? 0) : refused_wait_ms;
  return { ...nothing, n, attempts, state: 'pending', counts, next_at: now + wait, error: error.slice(0, error_chars) };
}
