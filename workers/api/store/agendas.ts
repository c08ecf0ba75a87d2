import { and, eq } from 'drizzle-orm';
import type { Strategy } from '../../../schema/contracts/campaign-settings.ts';
import { agendas } from '../../../schema/tables.ts';
import { orm } from './db.ts';

type Place = { project_id: string; campaign_id: string };
/** Pairs of models drawn by a strategy, and the counts they were drawn by. */
export type Agenda = {
  strategy: Strategy;
  pairs: [string, string][];
  watermark: number;
  epoch: number;
  created_at: number;
};

/** Keeps a campaign's agenda in place of the one before. */
export async function putAgenda(db: D1Database, place: Place, row: Agenda): Promise<void> {
  await orm(db)
    .insert(agendas)
    .values({ ...place, ...row })
    .onConflictDoUpdate({ target: [agendas.project_id, agendas.campaign_id], set: row });
}

/** A campaign's agenda, if it was drawn by this strategy. */
export async function findAgenda(db: D1Database, place: Place, strategy: Strategy): Promise<Agenda | undefined> {
  const of = and(eq(agendas.project_id, place.project_id), eq(agendas.campaign_id, place.campaign_id));
  const row = await orm(db)
    .select()
    .from(agendas)
    .where(and(of, eq(agendas.strategy, strategy)))
    .get();
  return row && { ...row, strategy };
}

/** The strategy and overlap of a campaign of pairs that are chosen by their models and whose agenda is behind its pair counts and from before a time. */
export async function findAgendaBehind(
  db: D1Database,
  { project_id, campaign_id }: Place,
  before: number | null,
): Promise<{ strategy: Strategy; overlap: number } | null> {
  return db
    .prepare(
      `SELECT c.settings ->> 'strategy' AS strategy, c.overlap FROM campaigns c
       JOIN watermarks w ON w.project_id = c.project_id AND w.campaign_id = c.id
       LEFT JOIN agendas a ON a.project_id = c.project_id AND a.campaign_id = c.id
       WHERE c.project_id = ?1 AND c.id = ?2 AND c.state = 'open' AND coalesce(c.settings ->> 'strategy', 'coverage') <> 'coverage'
         AND coalesce(c.settings ->> 'kind', 'pair') = 'pair'
         AND (a.created_at IS NULL OR ((a.watermark <> w.arrival OR a.epoch <> w.epoch) AND (?3 IS NULL OR a.created_at < ?3)))`,
    )
    .bind(project_id, campaign_id, before)
    .first<{ strategy: Strategy; overlap: number }>();
}
