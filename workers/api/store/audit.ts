import { and, desc, eq, lt } from 'drizzle-orm';
import type { WebhookEvent } from '../../../schema/contracts/webhooks.ts';
import { newId } from '../../../schema/ids.ts';
import { audit_log } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';
import { emit } from './webhooks.ts';

/** What of the audit log webhooks are told, and as which event. */
const told: Record<string, WebhookEvent> = {
  'campaign.state': 'campaign.state_changed',
  'rater.hold': 'rater.held',
  'rater.clear': 'rater.cleared',
  'job.finish': 'job.finished',
  'judge.promoted': 'judge.promoted',
};

/** Adds a line to the append-only audit log. @param actor a key id, `setup`, `runner` or `system` */
export async function audit(
  db: D1Database,
  entry: { project_id: string; actor: string; action: string; subject: string; details?: Record<string, unknown> },
): Promise<void> {
  await orm(db)
    .insert(audit_log)
    .values({ ...entry, details: entry.details ?? {}, id: newId('audit'), at: Date.now() });
  const event = told[entry.action];
  if (event) await emit(db, entry.project_id, event, { id: entry.subject, ...entry.details });
}

/** A project's audit log, newest first. */
export async function listAudit(db: D1Database, project_id: string, page: PageRequest) {
  const where = and(eq(audit_log.project_id, project_id), page.cursor ? lt(audit_log.id, page.cursor) : undefined);
  const rows = await orm(db)
    .select()
    .from(audit_log)
    .where(where)
    .orderBy(desc(audit_log.id))
    .limit(page.limit + 1);
  return toPage(rows, page.limit);
}
