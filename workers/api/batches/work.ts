import type { Critique } from '../../../schema/contracts/critiques.ts';
import type { Judgment } from '../../../schema/contracts/judgments.ts';
import { rowNamer } from '../imports/row-ids.ts';
import type { Bench } from '../judging/judge.ts';
import type { LeasedTask } from '../store/batch-leases.ts';
import type { ResponseRef, TaskRequest } from '../store/batch-plan.ts';
import type { TaskOutcome } from '../store/batch-settle.ts';
import type { ComparisonText, ItemText, ResponseText } from '../store/batch-texts.ts';
import type { BatchRow } from '../store/batches.ts';
import { type Loaded, loadRequests } from './load.ts';
import { brokenOff, doneOf, failedOf, givenUp } from './outcome.ts';

/**
 * Model calls of one task: if all goes well, and if every call needs every retry and a repair. `besides`: what else it asks of the
 * platform by itself.
 */
export type Calls = { planned: number; worst: number; besides: number };

/** A task with its request and the id of what is made of it. */
export type Asked<R> = { task: LeasedTask; id: string; request: R };
/** What trying came to. */
export type Tried<M> = { task: LeasedTask; made: M } | { task: LeasedTask; error: unknown };

/** What the machinery of batches has to know of an entry of a ledger. */
export type Entry = Pick<Judgment, 'id' | 'calls' | 'input_tokens' | 'output_tokens' | 'cost'> & {
  outcome: string;
  readings: Pick<Judgment['readings'][number], 'outcome' | 'error'>[];
};

/** A thing that batches make: how it is asked for (R), made (M) and kept. One file each. */
export type Kind<R, M> = {
  /** Names the ids of what is made. */
  noun: 'judgment' | 'critique';
  /** What one item's responses make; none where there are too few. */
  tasksOf: (responses: ResponseRef[]) => TaskRequest[];
  /** A request given by hand or as a line. @throws AssayError, ZodError */
  read: (given: unknown) => R;
  ofResponses: (item: ItemText, responses: ResponseText[], metadata: Record<string, unknown>) => R;
  ofComparison?: (comparison: ComparisonText) => R;
  ofCritique?: (critique: Critique) => R;
  callsOf: (request: R) => Promise<Calls>;
  /** Entries that are whole, by their ids. */
  find: (ids: string[]) => Promise<Entry[]>;
  make: (bench: Bench, asked: Asked<R>[], width: number) => Promise<Tried<M>[]>;
  entryOf: (made: M) => Entry;
  keep: (made: M[]) => Promise<void>;
  /** The entries as results show them. */
  shown: (ids: string[]) => Promise<{ id: string }[]>;
};

/** What a stretch of tasks came to, and why the whole batch should stop, if it should. */
export type Stretch = { outcomes: TaskOutcome[]; stalled: string | null };

/** What a batch is at: its kind, with the types inside closed over. */
export type Work = Pick<Kind<unknown, unknown>, 'noun' | 'tasksOf' | 'read' | 'shown'> & {
  /** The calls of a task; null where its texts are gone. */
  callsOf: (task: LeasedTask) => Promise<Calls | null>;
  make: (bench: Bench, tasks: LeasedTask[], width: number) => Promise<Stretch>;
};

/** The work of a batch that makes things of a kind. */
export function workOf<R, M>(env: Bench['env'], row: BatchRow, kind: Kind<R, M>): Work {
  const { noun, tasksOf, read, shown } = kind;
  return {
    ...{ noun, tasksOf, read, shown },
    async callsOf(task) {
      const [loaded] = await loadRequests(env, row, kind, [task]);
      return loaded && 'request' in loaded ? kind.callsOf(loaded.request) : null;
    },
    make: (bench, tasks, width) => makeStretch(bench, row, kind, tasks, width),
  };
}

/** Works leased tasks and writes what is made; what they came to is still to be noted. */
async function makeStretch<R, M>(
  bench: Bench,
  row: BatchRow,
  kind: Kind<R, M>,
  tasks: LeasedTask[],
  width: number,
): Promise<Stretch> {
  const name = await rowNamer(row.id, row.created_at);
  const idOf = ({ n }: LeasedTask) => name(kind.noun, n);
  // A task that comes again may have been done and written by a lane that died before it could say so.
  const again = tasks.filter(({ attempts }) => attempts > 1);
  const there = again.length > 0 ? await kind.find(again.map(idOf)) : [];
  const known = new Map(there.map((entry) => [entry.id, entry]));
  const open = tasks.filter((task) => !known.has(idOf(task)));
  const loaded = await loadRequests(bench.env, row, kind, open);
  const gone = loaded.flatMap((one) => ('gone' in one ? [givenUp(one.task, one.gone)] : []));
  const asked = loaded.flatMap((one: Loaded<R>) => ('request' in one ? [{ ...one, id: idOf(one.task) }] : []));
  const tried = await kind.make(bench, asked, width);
  const now = Date.now();
  const ended = tried.map((one) => {
    if ('error' in one) return { ...brokenOff(one.task, one.error, now), made: [] };
    const entry = kind.entryOf(one.made);
    const failed = failedOf(one.task, entry, now);
    if (failed) return { ...failed, made: [] };
    return { outcome: doneOf(one.task, kind.noun, entry), made: [one.made], stalled: null };
  });
  await kind.keep(ended.flatMap(({ made }) => made));
  const taken = again.flatMap((task) => {
    const entry = known.get(idOf(task));
    return entry ? [doneOf(task, kind.noun, entry)] : [];
  });
  return {
    outcomes: [...gone, ...taken, ...ended.map(({ outcome }) => outcome)],
    stalled: ended.find(({ stalled }) => stalled !== null)?.stalled ?? null,
  };
}

/** Makes one after the other in so many workers that take from one queue, so that a slow one holds up no other. */
export async function pooled<R, M>(
  asked: Asked<R>[],
  width: number,
  make: (one: Asked<R>) => Promise<M>,
): Promise<Tried<M>[]> {
  const tried: Tried<M>[] = [];
  const queue = asked.values();
  const workers = Array.from({ length: Math.min(width, asked.length) }, async () => {
    for (const one of queue) {
      const { task } = one;
      try {
        tried.push({ task, made: await make(one) });
      } catch (error) {
        tried.push({ task, error });
      }
    }
  });
  await Promise.all(workers);
  return tried;
}
