import { ne } from 'drizzle-orm';
import { skips } from '../../../schema/tables.ts';
import { orm } from './db.ts';

/** Keeps what a rater skipped or reported, once; a report takes the place of a skip, and nothing that of a report. */
export async function insertSkip(db: D1Database, row: typeof skips.$inferInsert): Promise<void> {
  const { kind, reason } = row;
  const insert = orm(db).insert(skips).values(row);
  const key = [skips.project_id, skips.campaign_id, skips.rater_id, skips.comparison_id];
  await (kind === 'report'
    ? insert.onConflictDoUpdate({ target: key, set: { kind, reason }, setWhere: ne(skips.kind, 'report') })
    : insert.onConflictDoNothing());
}
