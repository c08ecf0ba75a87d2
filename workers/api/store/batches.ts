import { and, asc, desc, eq, inArray, lt } from 'drizzle-orm';
import type { Batch, BatchState, CritiqueBatch } from '../../../schema/contracts/batches.ts';
import type { GainOptions } from '../../../schema/contracts/critic-evaluations.ts';
import type { LineError } from '../../../schema/contracts/uploads.ts';
import { AssayError } from '../../../schema/errors.ts';
import { judgment_batches } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

/** Which batch. */
export type BatchRef = { project_id: string; batch_id: string };

/** How a batch is run, and what running it has to remember. */
export type BatchSettings = {
  calls_per_minute: number | null;
  concurrency: number;
  cache: 'use' | 'skip';
  /** Until when each lane is worked or rests; a queue message that comes earlier is one too many. */
  lanes: number[];
  /** Model calls of one judgment, as planned from the first. */
  calls_per_task: number;
  /** The same if each call needs every retry and a repair. */
  worst_per_task: number;
  /** What else one task asks of the platform. */
  besides_per_task?: number;
  /** Critiques: whether the critic sees the reference answer. */
  show_reference?: boolean;
  /** Revisions: who revises. */
  gain?: GainOptions;
  /** Since when the model's server has refused every call; null where it has not. */
  refused_since: number | null;
  /** When this run began, and how many were settled by then. */
  run_at: number;
  run_from: number;
  lines_bad: number;
  errors: LineError[];
  passed_over: number;
};

/** What a batch makes. */
export type Makes = 'judgments' | 'critiques' | 'revisions';

type Stored = typeof judgment_batches.$inferSelect;
/** A batch as stored. */
export type BatchRow = Omit<Stored, 'settings' | 'source' | 'state' | 'makes'> & {
  makes: Makes;
  settings: BatchSettings;
  source: Batch['source'] | CritiqueBatch['source'];
  state: BatchState;
};

/** The condition that picks one batch. */
export const batchIs = ({ project_id, batch_id }: BatchRef) =>
  and(eq(judgment_batches.project_id, project_id), eq(judgment_batches.id, batch_id));

/** Adds a batch. */
export async function insertBatch(db: D1Database, row: typeof judgment_batches.$inferInsert): Promise<void> {
  await orm(db).insert(judgment_batches).values(row);
}

/** A batch, or undefined. */
export async function findBatch(db: D1Database, ref: BatchRef): Promise<BatchRow | undefined> {
  const row = await orm(db).select().from(judgment_batches).where(batchIs(ref)).get();
  return row as BatchRow | undefined;
}

/** A batch. @throws AssayError `not_found` */
export async function getBatch(db: D1Database, ref: BatchRef): Promise<BatchRow> {
  const row = await findBatch(db, ref);
  if (!row) throw new AssayError('not_found', `There is no batch ${ref.batch_id} in this project.`);
  return row;
}

/** A project's batches of some kinds, newest first. */
export async function listBatches(db: D1Database, project_id: string, makes: Makes[], page: PageRequest) {
  const where = and(
    eq(judgment_batches.project_id, project_id),
    inArray(judgment_batches.makes, makes),
    page.cursor ? lt(judgment_batches.id, page.cursor) : undefined,
  );
  const rows = await orm(db)
    .select()
    .from(judgment_batches)
    .where(where)
    .orderBy(desc(judgment_batches.id))
    .limit(page.limit + 1);
  return toPage(rows as BatchRow[], page.limit);
}

/** Changes a batch that is in one of the given states; undefined where it is in another. */
export async function moveBatch(
  db: D1Database,
  ref: BatchRef,
  from: BatchState[],
  change: Partial<Stored> & { settings?: BatchSettings },
): Promise<BatchRow | undefined> {
  const where = and(batchIs(ref), inArray(judgment_batches.state, from));
  const [row] = await orm(db).update(judgment_batches).set(change).where(where).returning();
  return row as BatchRow | undefined;
}

/** Batches in one of the given states, those first that were not heard of for longest. */
export async function batchesIn(db: D1Database, states: BatchState[], limit: number): Promise<BatchRow[]> {
  const rows = await orm(db)
    .select()
    .from(judgment_batches)
    .where(inArray(judgment_batches.state, states))
    .orderBy(asc(judgment_batches.updated_at))
    .limit(limit);
  return rows as BatchRow[];
}

/** A batch of judgments as the API shows it. */
export function publicBatch(row: BatchRow, now: number): Batch {
  const { judge_id, source, abstained } = row;
  const { cache } = row.settings;
  return { ...shared(row, now), judge_id: judge_id ?? '', source: source as Batch['source'], abstained, cache };
}

/** A batch of critiques as the API shows it. */
export function publicCritiqueBatch(row: BatchRow, now: number): CritiqueBatch {
  const { critic_id, source, abstained } = row;
  const makes = row.makes as CritiqueBatch['makes'];
  const about = { critic_id: critic_id ?? '', makes, source: source as CritiqueBatch['source'] };
  return { ...shared(row, now), ...about, undecided: abstained, show_reference: row.settings.show_reference ?? true };
}

function shared(row: BatchRow, now: number) {
  const { id, name, state, message, total, done, dead, unreadable } = row;
  const { calls, input_tokens, output_tokens, cost, cost_ceiling, created_at, updated_at, finished_at } = row;
  const { calls_per_minute, concurrency, lines_bad, errors, passed_over } = row.settings;
  return {
    ...{ id, name, state, message, total, done, dead, unreadable },
    ...{ calls, input_tokens, output_tokens, cost, cost_ceiling, calls_per_minute, concurrency },
    ...{ eta_ms: eta(row, now), lines_bad, errors, passed_over, created_at, updated_at, finished_at },
  };
}

function eta({ state, total, done, dead, settings }: BatchRow, now: number): number | null {
  const settled = done + dead - settings.run_from;
  if (state !== 'running' || settled <= 0) return null;
  return Math.round(((total - done - dead) * (now - settings.run_at)) / settled);
}
