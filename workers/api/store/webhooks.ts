import { and, desc, eq, lt } from 'drizzle-orm';
import type { Webhook, WebhookDelivery, WebhookPatch } from '../../../schema/contracts/webhooks.ts';
import { newId } from '../../../schema/ids.ts';
import { webhook_deliveries, webhooks } from '../../../schema/tables.ts';
import { bulk, orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

export type WebhookRow = typeof webhooks.$inferSelect;
type DeliveryRow = typeof webhook_deliveries.$inferSelect;
/** Where one delivery is found. */
export type DeliveryPlace = { project_id: string; webhook_id: string; id: string };

const one = ({ project_id, id }: Pick<WebhookRow, 'project_id' | 'id'>) =>
  and(eq(webhooks.project_id, project_id), eq(webhooks.id, id));

/** A webhook as the API shows it: without its secret. */
export function publicWebhook({ project_id: _, sealed: __, key_version: ___, ...row }: WebhookRow): Webhook {
  return { ...row, events: row.events as Webhook['events'] };
}

/** A delivery as the API shows it. */
export function publicDelivery({ project_id: _, ...row }: DeliveryRow): WebhookDelivery {
  return {
    ...row,
    event: row.event as WebhookDelivery['event'],
    state: row.state as WebhookDelivery['state'],
    payload: JSON.parse(row.payload) as unknown,
    next_attempt_at: row.state === 'pending' ? row.next_attempt_at : null,
  };
}

/** Adds a webhook. */
export async function insertWebhook(db: D1Database, row: WebhookRow): Promise<void> {
  await orm(db).insert(webhooks).values(row);
}

/** A webhook of a project. */
export function findWebhook(db: D1Database, project_id: string, id: string): Promise<WebhookRow | undefined> {
  return orm(db).select().from(webhooks).where(one({ project_id, id })).get();
}

/** A project's webhooks, newest first. */
export async function listWebhooks(db: D1Database, project_id: string, page: PageRequest) {
  const where = and(eq(webhooks.project_id, project_id), page.cursor ? lt(webhooks.id, page.cursor) : undefined);
  const rows = await orm(db)
    .select()
    .from(webhooks)
    .where(where)
    .orderBy(desc(webhooks.id))
    .limit(page.limit + 1);
  return toPage(rows.map(publicWebhook), page.limit);
}

/** Changes a webhook; enabling it forgets its failures. */
export async function changeWebhook(
  db: D1Database,
  project_id: string,
  id: string,
  patch: WebhookPatch,
): Promise<void> {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const set = { ...given, ...(patch.enabled ? { failing_since: null } : {}) };
  if (Object.keys(set).length > 0) await orm(db).update(webhooks).set(set).where(one({ project_id, id }));
}

/** Deletes a webhook and its deliveries. @returns whether there was one */
export async function deleteWebhook(db: D1Database, project_id: string, id: string): Promise<boolean> {
  const results = await db.batch(
    [
      'DELETE FROM webhook_deliveries WHERE project_id = ?1 AND webhook_id = ?2',
      'DELETE FROM webhooks WHERE project_id = ?1 AND id = ?2',
    ].map((sql) => db.prepare(sql).bind(project_id, id)),
  );
  return (results.at(-1)?.meta.changes ?? 0) > 0;
}

/** Writes an event down for each webhook of its project that wants it; the cron sends it within a minute. */
export async function emit(
  db: D1Database,
  project_id: string,
  event: string,
  data: Record<string, unknown>,
): Promise<void> {
  const { results } = await db
    .prepare(
      'SELECT id FROM webhooks w WHERE w.project_id = ?1 AND w.enabled AND EXISTS (SELECT 1 FROM json_each(w.events) e WHERE e.value = ?2)',
    )
    .bind(project_id, event)
    .all<{ id: string }>();
  if (results.length > 0)
    await insertDeliveries(
      db,
      project_id,
      results.map(({ id }) => id),
      event,
      data,
    );
}

/** Writes an event down for given webhooks. @returns the ids of the deliveries */
export async function insertDeliveries(
  db: D1Database,
  project_id: string,
  webhook_ids: string[],
  event: string,
  data: Record<string, unknown>,
): Promise<string[]> {
  const now = Date.now();
  const payload = JSON.stringify({ type: event, timestamp: new Date(now).toISOString(), data });
  const rows = webhook_ids.map((webhook_id) => ({ webhook_id, id: newId('delivery') }));
  await bulk(
    db,
    `INSERT INTO webhook_deliveries (project_id, webhook_id, id, event, payload, next_attempt_at, created_at)
     SELECT ?2, value ->> 'webhook_id', value ->> 'id', ?3, ?4, ?5, ?5 FROM json_each(?1)`,
    rows,
    ...[project_id, event, payload, now],
  ).run();
  return rows.map(({ id }) => id);
}

/** A webhook's deliveries, newest first. */
export async function listDeliveries(db: D1Database, project_id: string, webhook_id: string, page: PageRequest) {
  const table = webhook_deliveries;
  const mine = and(eq(table.project_id, project_id), eq(table.webhook_id, webhook_id));
  const where = and(mine, page.cursor ? lt(table.id, page.cursor) : undefined);
  const rows = await orm(db)
    .select()
    .from(table)
    .where(where)
    .orderBy(desc(table.id))
    .limit(page.limit + 1);
  return toPage(rows.map(publicDelivery), page.limit);
}

/** Takes a pending delivery for one attempt: until `next_attempt_at` nobody else tries it. Undefined where it is not due. */
export async function claimDelivery(
  db: D1Database,
  { project_id, webhook_id, id }: DeliveryPlace,
  now: number,
  next_attempt_at: number,
): Promise<DeliveryRow | undefined> {
  const row = await db
    .prepare(
      `UPDATE webhook_deliveries SET attempts = attempts + 1, next_attempt_at = ?5
       WHERE project_id = ?1 AND webhook_id = ?2 AND id = ?3 AND state = 'pending' AND next_attempt_at <= ?4 RETURNING *`,
    )
    .bind(project_id, webhook_id, id, now, next_attempt_at)
    .first<DeliveryRow>();
  return row ?? undefined;
}

/** Writes down how an attempt ended, and on its webhook since when it has failed; after `days_ms` of failures it is disabled. */
export async function settleDelivery(
  db: D1Database,
  { project_id, webhook_id, id }: DeliveryPlace,
  {
    state,
    status,
    error,
    now,
    next_attempt_at,
    days_ms,
  }: {
    state: DeliveryRow['state'];
    status: number | null;
    error: string | null;
    now: number;
    next_attempt_at: number;
    days_ms: number;
  },
): Promise<void> {
  await db.batch([
    db
      .prepare(
        `UPDATE webhook_deliveries SET state = ?4, response_status = ?5, last_error = ?6, next_attempt_at = ?7,
           delivered_at = iif(?4 = 'delivered', ?8, NULL) WHERE project_id = ?1 AND webhook_id = ?2 AND id = ?3`,
      )
      .bind(project_id, webhook_id, id, state, status, error, next_attempt_at, now),
    db
      .prepare(
        `UPDATE webhooks SET enabled = iif(?3, enabled, enabled AND coalesce(failing_since, ?4) > ?4 - ?5),
           failing_since = iif(?3, NULL, coalesce(failing_since, ?4)) WHERE project_id = ?1 AND id = ?2`,
      )
      .bind(project_id, webhook_id, Number(state === 'delivered'), now, days_ms),
  ]);
}

/** Has a delivery tried again now, from its first attempt on. @returns whether there is one */
export async function renewDelivery(
  db: D1Database,
  { project_id, webhook_id, id }: DeliveryPlace,
  now: number,
): Promise<DeliveryRow | null> {
  return db
    .prepare(
      `UPDATE webhook_deliveries SET state = 'pending', attempts = 0, next_attempt_at = ?4, delivered_at = NULL
       WHERE project_id = ?1 AND webhook_id = ?2 AND id = ?3 RETURNING *`,
    )
    .bind(project_id, webhook_id, id, now)
    .first<DeliveryRow>();
}

/** Deliveries whose time has come, of all projects; those of disabled webhooks wait. */
export async function findDue(db: D1Database, now: number, limit: number): Promise<DeliveryPlace[]> {
  const { results } = await db
    .prepare(
      `SELECT d.project_id, d.webhook_id, d.id FROM webhook_deliveries d JOIN webhooks w ON w.project_id = d.project_id AND w.id = d.webhook_id
       WHERE d.state = 'pending' AND d.next_attempt_at <= ?1 AND w.enabled ORDER BY d.next_attempt_at LIMIT ?2`,
    )
    .bind(now, limit)
    .all<DeliveryPlace>();
  return results;
}

/** Drops deliveries from before a time. */
export async function dropDeliveries(db: D1Database, before: number): Promise<void> {
  await db.prepare('DELETE FROM webhook_deliveries WHERE created_at < ?1').bind(before).run();
}

/** Campaigns with ratings that webhooks were not told of: how many since, and in all. */
export async function findUntold(db: D1Database, limit: number) {
  const { results } = await db
    .prepare(
      `SELECT m.project_id, m.campaign_id, m.arrival, max(0, m.arrival - coalesce(k.arrival, 0)) AS added FROM watermarks m
       LEFT JOIN webhook_marks k ON k.project_id = m.project_id AND k.campaign_id = m.campaign_id
       WHERE m.arrival > coalesce(k.arrival, 0) AND m.project_id IN (SELECT w.project_id FROM webhooks w, json_each(w.events) e
         WHERE w.enabled AND e.value = 'campaign.ratings') LIMIT ?1`,
    )
    .bind(limit)
    .all<{ project_id: string; campaign_id: string; arrival: number; added: number }>();
  return results;
}

/** Notes up to where a campaign's ratings were told. */
export async function putMark(db: D1Database, project_id: string, campaign_id: string, arrival: number): Promise<void> {
  await db
    .prepare(
      `INSERT INTO webhook_marks (project_id, campaign_id, arrival) VALUES (?1, ?2, ?3)
       ON CONFLICT (project_id, campaign_id) DO UPDATE SET arrival = excluded.arrival`,
    )
    .bind(project_id, campaign_id, arrival)
    .run();
}
