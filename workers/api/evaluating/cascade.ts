import type { CascadeReport } from '../../../schema/contracts/cascades.ts';
import type { Judge } from '../../../schema/contracts/judges.ts';
import { AssayError } from '../../../schema/errors.ts';
import { wilson } from '../metrics/interval.ts';
import { type CascadeRow, cascadeRows } from '../store/cascades.ts';

/** What a cascade did since a time, against asking the judge above always. @throws AssayError where the judge escalates to none */
export async function cascadeReport(
  db: D1Database,
  project_id: string,
  { id: judge_id, policy }: Judge,
  since: number,
): Promise<CascadeReport> {
  const { escalate } = policy;
  if (escalate?.to !== 'judge')
    throw new AssayError('invalid_request', `Judge ${judge_id} escalates to no other judge: it is no cascade.`);
  const rows = await cascadeRows(db, { project_id, judge_id, since });
  const alone = rows.find(({ escalated }) => escalated === 0);
  const up = rows.find(({ escalated }) => escalated === 1);
  const judgments = (alone?.judgments ?? 0) + (up?.judgments ?? 0);
  return {
    ...{ judge_id, escalates_to: escalate.judge_id, since, judgments },
    escalated: wilson(up?.judgments ?? 0, judgments),
    answered: partsOf(alone),
    handed_on: partsOf(up),
    saved: savedOf(alone, up),
  };
}

function partsOf(row: CascadeRow | undefined): CascadeReport['answered'] {
  const risk = wilson(row?.contradicted ?? 0, row?.rated ?? 0);
  return { judgments: row?.judgments ?? 0, latency_ms: row?.latency_ms ?? null, cost: row?.cost ?? null, risk };
}

/** The upper judge's price and time, as those that went up show them, for every request; less what the cascade took. */
function savedOf(alone: CascadeRow | undefined, up: CascadeRow | undefined): CascadeReport['saved'] {
  if (!up) return { cost: null, latency_ms: null };
  const first_ms = up.first_latency_ms ?? 0;
  const upper_ms = (up.latency_ms ?? 0) - first_ms;
  const answered = alone?.judgments ?? 0;
  // Where it went up, the first judge's time came on top.
  const latency_ms = answered * (upper_ms - (alone?.latency_ms ?? 0)) - up.judgments * first_ms;
  if (up.cost === null || up.priced < up.judgments) return { cost: null, latency_ms };
  return { cost: answered * (up.cost - (alone?.cost ?? 0)), latency_ms };
}
