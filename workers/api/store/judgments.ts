import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Judgment } from '../../../schema/contracts/judgments.ts';
import { judgments } from '../../../schema/tables.ts';
import type { Env } from '../env.ts';
import { chunked } from './chunks.ts';
import { bulk, orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

/** Characters of request, readings and stages that rest in the row; more goes to R2 (D1 takes 2 MB a row). */
const row_chars = 200_000;

type Row = typeof judgments.$inferSelect;
type Body = Pick<Judgment, 'request' | 'readings' | 'stages'>;
type Stores = Pick<Env, 'DB' | 'FILES'>;

/**
 * Writes judgments into the ledger, all or none; large bodies first, so that no row points at nothing. One that is there stays.
 * @param also what is to be written with them or not at all
 */
export async function insertJudgments(
  { DB, FILES }: Stores,
  project_id: string,
  made: { judgment: Judgment; request_hash: string | null }[],
  also: D1PreparedStatement[] = [],
): Promise<void> {
  const rows = await Promise.all(
    made.map(async ({ judgment, request_hash }) => {
      const { id, judge_id, judge_version, mode, calls, latency_ms, batch_id, redacted_at, created_at } = judgment;
      const { request, readings, stages, verdict, ...rest } = judgment;
      const { escalated_to, calls_saved, input_tokens, output_tokens, cost, prompt_hash, cached_from } = rest;
      const body: Body = { request, readings, stages };
      const text = JSON.stringify(body);
      const body_key = text.length > row_chars ? `judgments/${project_id}/${id}.json` : null;
      if (body_key) await FILES.put(body_key, text, { httpMetadata: { contentType: 'application/json' } });
      const kept = body_key ? { request: {}, readings: [], stages: [] } : body;
      const tokens = { calls_saved, input_tokens, output_tokens, cost };
      return {
        ...{ id, judge_id, judge_version, mode, verdict, calls, batch_id, redacted_at, created_at },
        ...{ request_hash, body_key, request: kept.request, readings: kept.readings, outcome: verdict.outcome },
        latency_ms: Math.round(latency_ms),
        comparison_id: request.comparison_id ?? null,
        extra: { stages: kept.stages, escalated_to, prompt_hash, cached_from, ...tokens },
      };
    }),
  );
  const statements = chunked(rows).map((some) => bulk(DB, insert, some, project_id));
  if (statements.length > 0) await DB.batch([...statements, ...also]);
}

const texts = ['id', 'judge_id', 'judge_version', 'mode', 'outcome', 'calls', 'latency_ms', 'request_hash'].concat([
  'batch_id',
  'comparison_id',
  'body_key',
  'redacted_at',
  'created_at',
]);
const as_json = ['request', 'readings', 'verdict', 'extra'];
// "WHERE true": without it SQLite takes ON for the condition of a join.
const insert = `INSERT INTO judgments (project_id, ${[...texts, ...as_json].join(', ')})
  SELECT ?2, ${[...texts.map((name) => `value ->> '${name}'`), ...as_json.map((name) => `value -> '${name}'`)].join(', ')}
  FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`;

/** A judgment of a project. */
export async function findJudgment(stores: Stores, project_id: string, id: string): Promise<Judgment | undefined> {
  const where = and(eq(judgments.project_id, project_id), eq(judgments.id, id));
  const row = await orm(stores.DB).select().from(judgments).where(where).get();
  return row && publicJudgment(stores, row);
}

/** Judgments of a project by their ids, newest first; those it does not have are left out. */
export async function findJudgments(stores: Stores, project_id: string, ids: string[]): Promise<Judgment[]> {
  const wanted = sql`${judgments.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const where = and(eq(judgments.project_id, project_id), wanted);
  const rows = await orm(stores.DB).select().from(judgments).where(where).orderBy(desc(judgments.id));
  return Promise.all(rows.map((row) => publicJudgment(stores, row)));
}

/** Puts a judgment in the place of the one there is; its readings answer no later request. */
export async function replaceJudgment({ DB, FILES }: Stores, project_id: string, judgment: Judgment): Promise<void> {
  const where = and(eq(judgments.project_id, project_id), eq(judgments.id, judgment.id));
  const before = await orm(DB).select({ body_key: judgments.body_key }).from(judgments).where(where).get();
  const { request, readings, verdict, stages, redacted_at } = judgment;
  const { escalated_to, calls_saved, input_tokens, output_tokens, cost, prompt_hash, cached_from } = judgment;
  const tokens = { calls_saved, input_tokens, output_tokens, cost };
  const extra = { stages, escalated_to, prompt_hash, cached_from, ...tokens };
  const set = { request, readings, verdict, extra, redacted_at, request_hash: null, body_key: null };
  await orm(DB).update(judgments).set(set).where(where);
  if (before?.body_key) await FILES.delete(before.body_key);
}

/** Deletes some of a project's judgments from before a time, with their bodies. @returns how many */
export async function deleteJudgmentsBefore({ DB, FILES }: Stores, project_id: string, before: number) {
  const { results } = await DB.prepare(
    `DELETE FROM judgments WHERE project_id = ?1 AND id IN
       (SELECT id FROM judgments WHERE project_id = ?1 AND created_at < ?2 ORDER BY created_at LIMIT 500) RETURNING body_key`,
  )
    .bind(project_id, before)
    .all<{ body_key: string | null }>();
  const keys = results.flatMap(({ body_key }) => (body_key ? [body_key] : []));
  if (keys.length > 0) await FILES.delete(keys);
  return results.length;
}

/** The newest judgment whose readings answer the same request to the same judge. */
export async function findByRequest(stores: Stores, project_id: string, hash: string): Promise<Judgment | undefined> {
  const where = and(eq(judgments.project_id, project_id), eq(judgments.request_hash, hash));
  const row = await orm(stores.DB).select().from(judgments).where(where).orderBy(desc(judgments.id)).limit(1).get();
  return row && publicJudgment(stores, row);
}

/** The same for many requests at once, by their hashes. */
export async function findByRequests(
  stores: Stores,
  project_id: string,
  hashes: string[],
): Promise<Map<string, Judgment>> {
  const wanted = sql`${judgments.request_hash} IN (SELECT value FROM json_each(${JSON.stringify(hashes)}))`;
  const where = and(eq(judgments.project_id, project_id), wanted);
  const rows = await orm(stores.DB).select().from(judgments).where(where).orderBy(judgments.id);
  // Later ones take the place of earlier ones.
  const newest = new Map(rows.map((row) => [row.request_hash ?? '', row]));
  const found = [...newest].map(async ([hash, row]) => [hash, await publicJudgment(stores, row)] as const);
  return new Map(await Promise.all(found));
}

/** Which judgments a list shows. */
export type JudgmentFilter = {
  judge_id?: string | undefined;
  outcome?: string | undefined;
  batch_id?: string | undefined;
};

/** A project's judgments, newest first. */
export async function listJudgments(stores: Stores, project_id: string, page: PageRequest, filter: JudgmentFilter) {
  const where = and(
    eq(judgments.project_id, project_id),
    filter.judge_id ? eq(judgments.judge_id, filter.judge_id) : undefined,
    filter.batch_id ? eq(judgments.batch_id, filter.batch_id) : undefined,
    filter.outcome ? eq(judgments.outcome, filter.outcome) : undefined,
    page.cursor ? lt(judgments.id, page.cursor) : undefined,
  );
  const rows = await orm(stores.DB)
    .select()
    .from(judgments)
    .where(where)
    .orderBy(desc(judgments.id))
    .limit(page.limit + 1);
  const { data, next_cursor } = toPage(rows, page.limit);
  return { data: await Promise.all(data.map((row) => publicJudgment(stores, row))), next_cursor };
}

/** What rows from before these fields existed stand for. */
const older = {
  stages: [],
  escalated_to: null,
  calls_saved: 0,
  input_tokens: 0,
  output_tokens: 0,
  cost: null,
  prompt_hash: '',
  cached_from: null,
};

async function publicJudgment({ FILES }: Stores, row: Row): Promise<Judgment> {
  const { project_id: _, outcome: __, request_hash: ___, comparison_id: ____, body_key, extra, ...rest } = row;
  const stored = body_key ? await FILES.get(body_key) : null;
  const body = stored ? await stored.json<Body>() : {};
  return { ...older, ...extra, ...rest, ...body } as Judgment;
}
