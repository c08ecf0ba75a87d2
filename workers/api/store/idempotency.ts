import { and, eq, lt } from 'drizzle-orm';
import { newId } from '../../../schema/ids.ts';
import { idempotency } from '../../../schema/tables.ts';
import { orm } from './db.ts';

type Where = { project_id: string; route: string; key: string; claim: string };
type Claim =
  | { state: 'claimed'; claim: string }
  | { state: 'mismatch' }
  | { state: 'in_flight' }
  | { state: 'done'; status: number; content_type: string; body: string };

/** Claims a key for one request, or tells what became of the request that came first. */
export async function claimIdempotency(
  db: D1Database,
  ask: { project_id: string; route: string; key: string; body_hash: string; now: number; stale_ms: number },
): Promise<Claim> {
  const claim = newId('request');
  // One statement decides: a fresh row, or a stale claim of the same body taken over.
  const won = await db
    .prepare(
      `INSERT INTO idempotency (project_id, route, key, body_hash, claim, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (project_id, route, key) DO UPDATE SET claim = ?5, created_at = ?6
       WHERE status IS NULL AND body_hash = ?4 AND created_at < ?7 RETURNING claim`,
    )
    .bind(ask.project_id, ask.route, ask.key, ask.body_hash, claim, ask.now, ask.now - ask.stale_ms)
    .first();
  if (won) return { state: 'claimed', claim };
  const where = and(
    eq(idempotency.project_id, ask.project_id),
    eq(idempotency.route, ask.route),
    eq(idempotency.key, ask.key),
  );
  const row = await orm(db).select().from(idempotency).where(where).get();
  if (!row) return claimIdempotency(db, ask);
  if (row.body_hash !== ask.body_hash) return { state: 'mismatch' };
  if (row.status === null || row.body === null) return { state: 'in_flight' };
  return { state: 'done', status: row.status, content_type: row.content_type ?? 'application/json', body: row.body };
}

const mine = (where: Where) =>
  and(
    eq(idempotency.project_id, where.project_id),
    eq(idempotency.route, where.route),
    eq(idempotency.key, where.key),
    eq(idempotency.claim, where.claim),
  );

/** Keeps the answer for replays. */
export async function settleIdempotency(
  db: D1Database,
  where: Where,
  answer: { status: number; content_type: string; body: string },
): Promise<void> {
  await orm(db).update(idempotency).set(answer).where(mine(where));
}

/** Gives the key back after a failure, so that the caller may correct the request and try again. */
export async function releaseIdempotency(db: D1Database, where: Where): Promise<void> {
  await orm(db).delete(idempotency).where(mine(where));
}

/** Forgets answers older than a time. */
export async function purgeIdempotency(db: D1Database, before: number): Promise<void> {
  await orm(db).delete(idempotency).where(lt(idempotency.created_at, before));
}
