import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Critique } from '../../../schema/contracts/critiques.ts';
import { critiques } from '../../../schema/tables.ts';
import type { Env } from '../env.ts';
import { chunked } from './chunks.ts';
import { bulk, orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

/** Characters of request, readings and result that rest in the row; more goes to R2 (D1 takes 2 MB a row). */
const row_chars = 200_000;

type Row = typeof critiques.$inferSelect;
type Body = Pick<Critique, 'request' | 'readings' | 'result'>;
type Stores = Pick<Env, 'DB' | 'FILES'>;

/** Writes critiques into the ledger, all or none; large bodies first, so that no row points at nothing. One that is there stays. */
export async function insertCritiques({ DB, FILES }: Stores, project_id: string, made: Critique[]): Promise<void> {
  const rows = await Promise.all(
    made.map(async (critique) => {
      const { id, critic_id, critic_version, refinement_id, batch_id, redacted_at, created_at, ...rest } = critique;
      const { request, readings, result } = rest;
      const body: Body = { request, readings, result };
      const text = JSON.stringify(body);
      const body_key = text.length > row_chars ? `critiques/${project_id}/${id}.json` : null;
      if (body_key) await FILES.put(body_key, text, { httpMetadata: { contentType: 'application/json' } });
      const kept = body_key ? { request: {}, readings: [], result: {} } : body;
      const { decision, first_error } = result;
      const head = { id, critic_id, critic_version, refinement_id, batch_id, redacted_at, created_at, body_key };
      return { ...head, ...kept, decision, first_error, extra: extraOf(critique) };
    }),
  );
  const statements = chunked(rows).map((some) => bulk(DB, insert, some, project_id));
  if (statements.length > 0) await DB.batch(statements);
}

const texts = ['id', 'critic_id', 'critic_version', 'refinement_id', 'batch_id', 'redacted_at', 'created_at'].concat([
  'body_key',
  'decision',
  'first_error',
]);
const as_json = ['request', 'readings', 'result', 'extra'];
// "WHERE true": without it SQLite takes ON for the condition of a join.
const insert = `INSERT INTO critiques (project_id, ${[...texts, ...as_json].join(', ')})
  SELECT ?2, ${[...texts.map((name) => `value ->> '${name}'`), ...as_json.map((name) => `value -> '${name}'`)].join(', ')}
  FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`;

const extraOf = ({ calls, input_tokens, output_tokens, cost, latency_ms, prompt_hash }: Critique) => ({
  ...{ calls, input_tokens, output_tokens, cost, latency_ms, prompt_hash },
});

/** A critique of a project. */
export async function findCritique(stores: Stores, project_id: string, id: string): Promise<Critique | undefined> {
  const where = and(eq(critiques.project_id, project_id), eq(critiques.id, id));
  const row = await orm(stores.DB).select().from(critiques).where(where).get();
  return row && publicCritique(stores, row);
}

/** Critiques of a project by their ids, newest first; those it does not have are left out. */
export async function findCritiques(stores: Stores, project_id: string, ids: string[]): Promise<Critique[]> {
  const wanted = sql`${critiques.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const where = and(eq(critiques.project_id, project_id), wanted);
  const rows = await orm(stores.DB).select().from(critiques).where(where).orderBy(desc(critiques.id));
  return Promise.all(rows.map((row) => publicCritique(stores, row)));
}

/** Puts a critique in the place of the one there is. */
export async function replaceCritique({ DB, FILES }: Stores, project_id: string, critique: Critique): Promise<void> {
  const where = and(eq(critiques.project_id, project_id), eq(critiques.id, critique.id));
  const before = await orm(DB).select({ body_key: critiques.body_key }).from(critiques).where(where).get();
  const { request, readings, result, redacted_at } = critique;
  await orm(DB).update(critiques).set({ request, readings, result, redacted_at, body_key: null }).where(where);
  if (before?.body_key) await FILES.delete(before.body_key);
}

/** Deletes some of a project's critiques from before a time, with their bodies. @returns how many */
export async function deleteCritiquesBefore({ DB, FILES }: Stores, project_id: string, before: number) {
  const { results } = await DB.prepare(
    `DELETE FROM critiques WHERE project_id = ?1 AND id IN
       (SELECT id FROM critiques WHERE project_id = ?1 AND created_at < ?2 ORDER BY created_at LIMIT 500) RETURNING body_key`,
  )
    .bind(project_id, before)
    .all<{ body_key: string | null }>();
  const keys = results.flatMap(({ body_key }) => (body_key ? [body_key] : []));
  if (keys.length > 0) await FILES.delete(keys);
  return results.length;
}

/** Which critiques a list shows. */
export type CritiqueFilter = {
  critic_id?: string | undefined;
  decision?: string | undefined;
  batch_id?: string | undefined;
};

/** A project's critiques, newest first. */
export async function listCritiques(stores: Stores, project_id: string, page: PageRequest, filter: CritiqueFilter) {
  const where = and(
    eq(critiques.project_id, project_id),
    filter.critic_id ? eq(critiques.critic_id, filter.critic_id) : undefined,
    filter.decision ? eq(critiques.decision, filter.decision) : undefined,
    filter.batch_id ? eq(critiques.batch_id, filter.batch_id) : undefined,
    page.cursor ? lt(critiques.id, page.cursor) : undefined,
  );
  const rows = await orm(stores.DB)
    .select()
    .from(critiques)
    .where(where)
    .orderBy(desc(critiques.id))
    .limit(page.limit + 1);
  const { data, next_cursor } = toPage(rows, page.limit);
  return { data: await Promise.all(data.map((row) => publicCritique(stores, row))), next_cursor };
}

async function publicCritique({ FILES }: Stores, row: Row): Promise<Critique> {
  const { project_id: _, decision: __, first_error: ___, body_key, extra, ...rest } = row;
  const stored = body_key ? await FILES.get(body_key) : null;
  const body = stored ? await stored.json<Body>() : {};
  return { ...extra, ...rest, ...body } as Critique;
}
