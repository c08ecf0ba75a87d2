import type {
  CampaignQuality,
  CampaignRaterDetail,
  RaterDecision,
  RaterFigures,
  RaterFinding,
  RaterState,
} from '../../../schema/contracts/rater-quality.ts';
import { AssayError } from '../../../schema/errors.ts';
import { bulk } from './db.ts';
import type { PageRequest } from './page.ts';

type Place = { project_id: string; campaign_id: string };

/** What one computation says of a rater. */
export type RaterRow = {
  rater_id: string;
  state: RaterState;
  suspicion: number;
  ratings: number;
  figures: RaterFigures;
  findings: RaterFinding[];
};

/** What was decided of a rater before. */
export type Standing = { rater_id: string; decision: 'hold' | 'clear' | null; cleared_arrival: number };

/** The raters of a campaign that somebody decided about. */
export async function readStandings(db: D1Database, { project_id, campaign_id }: Place): Promise<Standing[]> {
  const { results } = await db
    .prepare(
      'SELECT rater_id, decision, cleared_arrival FROM rater_quality WHERE project_id = ?1 AND campaign_id = ?2 AND decision IS NOT NULL',
    )
    .bind(project_id, campaign_id)
    .all<Standing>();
  return results;
}

const raters_a_statement = 300;

/** Keeps what was computed of a campaign and its raters; rows that did not change are not written, and decisions stay. */
export async function putQuality(
  db: D1Database,
  { project_id, campaign_id }: Place,
  quality: { epoch: number; arrival: number; report: CampaignQuality; raters: RaterRow[] },
): Promise<void> {
  const { epoch, arrival, report, raters } = quality;
  const upsert = `INSERT INTO rater_quality (project_id, campaign_id, rater_id, state, suspicion, ratings, figures, findings)
    SELECT ?2, ?3, value ->> 'rater_id', value ->> 'state', value ->> 'suspicion', value ->> 'ratings', value -> 'figures', value -> 'findings'
    FROM json_each(?1) WHERE true
    ON CONFLICT DO UPDATE SET state = excluded.state, suspicion = excluded.suspicion, ratings = excluded.ratings,
      figures = excluded.figures, findings = excluded.findings
    WHERE state <> excluded.state OR figures IS NOT excluded.figures OR findings <> excluded.findings`;
  for (let from = 0; from < raters.length; from += raters_a_statement)
    await bulk(db, upsert, raters.slice(from, from + raters_a_statement), project_id, campaign_id).run();
  // Last, so that a computation that stopped in between is made again.
  await db
    .prepare(
      `INSERT INTO campaign_quality (project_id, campaign_id, epoch, arrival, report, computed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT DO UPDATE SET epoch = excluded.epoch, arrival = excluded.arrival, report = excluded.report, computed_at = excluded.computed_at`,
    )
    .bind(project_id, campaign_id, epoch, arrival, JSON.stringify(report), report.computed_at)
    .run();
}

/** Raters whom the latest computation flagged. */
export async function readFlagged(db: D1Database, { project_id, campaign_id }: Place): Promise<Set<string>> {
  const { results } = await db
    .prepare(`SELECT rater_id FROM rater_quality WHERE project_id = ?1 AND campaign_id = ?2 AND state = 'flagged'`)
    .bind(project_id, campaign_id)
    .all<{ rater_id: string }>();
  return new Set(results.map(({ rater_id }) => rater_id));
}

/** The latest computation of a campaign; null before the first. */
export async function findQuality(
  db: D1Database,
  { project_id, campaign_id }: Place,
): Promise<{ epoch: number; arrival: number; report: CampaignQuality } | null> {
  const row = await db
    .prepare('SELECT epoch, arrival, report FROM campaign_quality WHERE project_id = ?1 AND campaign_id = ?2')
    .bind(project_id, campaign_id)
    .first<{ epoch: number; arrival: number; report: string }>();
  return row && { ...row, report: revived(JSON.parse(row.report) as CampaignQuality) };
}

// What was computed before blocs and criteria were looked at names none until the next ratings.
function revived({ agreement, ...report }: CampaignQuality): CampaignQuality {
  const { blocs = [] }: Partial<CampaignQuality> = report;
  const { criteria = [] }: Partial<CampaignQuality['agreement']> = agreement;
  return { ...report, blocs, agreement: { ...agreement, criteria } };
}

/** Campaigns, of all projects, whose counted ratings go further than their last computation, or were held or freed since. */
export async function findQualityBehind(db: D1Database, limit: number): Promise<Place[]> {
  const { results } = await db
    .prepare(
      `SELECT w.project_id, w.campaign_id FROM watermarks w
       LEFT JOIN campaign_quality q ON q.project_id = w.project_id AND q.campaign_id = w.campaign_id
       WHERE q.arrival IS NULL OR w.arrival > q.arrival OR (w.epoch > q.epoch AND w.arrival >= q.arrival) LIMIT ?1`,
    )
    .bind(limit)
    .all<Place>();
  return results;
}

type Raw = Omit<RaterRow, 'rater_id' | 'figures' | 'findings' | 'ratings'> & {
  id: string;
  figures: string | null;
  findings: string;
} & {
  decision: RaterDecision['decision'] | null;
  note: string;
  decided_by: string;
  decided_at: number | null;
};
const columns = 'rater_id AS id, state, suspicion, figures, findings, decision, note, decided_by, decided_at';
// A rater who was decided about before anything was computed has no figures yet, and is in no list.
const mine = 'project_id = ?1 AND campaign_id = ?2 AND figures IS NOT NULL';

function revive({ figures, findings, decision, note, decided_by, decided_at, ...row }: Raw): CampaignRaterDetail {
  const found = JSON.parse(findings) as RaterFinding[];
  return {
    ...row,
    flags: found.flatMap(({ detector, flagged }) => (flagged ? [detector] : [])),
    ...(JSON.parse(figures ?? '{}') as RaterFigures),
    decision: decision && decided_at !== null ? { decision, note, decided_by, decided_at } : null,
    findings: found,
  };
}

/** A campaign's raters by suspicion or by ratings, the most first. */
export async function listRaters(
  db: D1Database,
  { project_id, campaign_id }: Place,
  { sort, state, limit, cursor }: PageRequest & { sort: 'suspicion' | 'ratings'; state?: RaterState | undefined },
): Promise<{ data: CampaignRaterDetail[]; next_cursor: string | null }> {
  const [, value, rater_id] = cursor?.match(/^(\d+(?:\.\d+)?(?:e-?\d+)?)~(rtr_[0-9a-z]{26})$/) ?? [];
  if (cursor !== undefined && rater_id === undefined)
    throw new AssayError(
      'invalid_request',
      `The cursor "${cursor}" is not one this list gave; use next_cursor of the page before.`,
    );
  const { results } = await db
    .prepare(
      `SELECT ${columns} FROM rater_quality WHERE ${mine} AND (?3 IS NULL OR state = ?3)
         AND (?4 IS NULL OR (${sort}, rater_id) < (CAST(?4 AS REAL), ?5)) ORDER BY ${sort} DESC, rater_id DESC LIMIT ?6`,
    )
    .bind(project_id, campaign_id, state ?? null, value ?? null, rater_id ?? null, limit + 1)
    .all<Raw>();
  const data = results.slice(0, limit).map(revive);
  const last = data.at(-1);
  return { data, next_cursor: last && results.length > limit ? `${last[sort]}~${last.id}` : null };
}

/** One rater of a campaign; null where nobody of that id is known there. */
export async function findRater(
  db: D1Database,
  { project_id, campaign_id }: Place,
  rater_id: string,
): Promise<CampaignRaterDetail | null> {
  const row = await db
    .prepare(`SELECT ${columns} FROM rater_quality WHERE ${mine} AND rater_id = ?3`)
    .bind(project_id, campaign_id, rater_id)
    .first<Raw>();
  return row && revive(row);
}

/** How many raters of a campaign are in a state. */
export async function countRaters(
  db: D1Database,
  { project_id, campaign_id }: Place,
  state: RaterState,
): Promise<number> {
  const row = await db
    .prepare(`SELECT count(*) AS raters FROM rater_quality WHERE ${mine} AND state = ?3`)
    .bind(project_id, campaign_id, state)
    .first<{ raters: number }>();
  return row?.raters ?? 0;
}

/** Writes down what was decided of a rater; one who is cleared has nothing so far held against them any more. */
export async function putDecision(
  db: D1Database,
  { project_id, campaign_id }: Place,
  rater_id: string,
  { decision, note, decided_by, decided_at }: RaterDecision,
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO rater_quality (project_id, campaign_id, rater_id, state, decision, note, decided_by, decided_at, cleared_arrival)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, iif(?5 = 'clear',
         coalesce((SELECT max(r.arrival) FROM ratings r WHERE r.project_id = ?1 AND r.campaign_id = ?2), 0), 0))
       ON CONFLICT DO UPDATE SET state = excluded.state, decision = excluded.decision, note = excluded.note,
         decided_by = excluded.decided_by, decided_at = excluded.decided_at, cleared_arrival = max(cleared_arrival, excluded.cleared_arrival)`,
    )
    .bind(
      project_id,
      campaign_id,
      rater_id,
      decision === 'hold' ? 'held' : 'cleared',
      decision,
      note,
      decided_by,
      decided_at,
    )
    .run();
}
