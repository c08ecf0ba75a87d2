import type { Judge } from '../../../schema/contracts/judges.ts';
import type { JudgmentRequest } from '../../../schema/contracts/judgments.ts';
import type { Calls } from '../batches/work.ts';
import { findJudge } from '../store/judges.ts';
import { planTurn, turnsOf } from './ask.ts';

/** Counts the calls that a request would take, up the cascade. */
export async function callsOf(
  db: D1Database,
  project_id: string,
  judge: Judge,
  request: JudgmentRequest,
): Promise<Calls> {
  const turns = turnsOf(judge).filter(({ member }) => !['rule', 'edge'].includes(judge.panel[member]?.kind ?? ''));
  const calls = { planned: 0, worst: 0, besides: 0 };
  const repair = judge.asking.repair ? 2 : 1;
  for (const turn of turns) {
    const asks = planTurn(judge, request, turn).length;
    calls.planned += asks;
    calls.worst += asks * repair * triesOf(judge.panel[turn.member]);
  }
  const { escalate } = judge.policy;
  const next = escalate?.to === 'judge' ? await findJudge(db, project_id, escalate.judge_id) : undefined;
  if (!next) return calls;
  const above = await callsOf(db, project_id, next, request);
  return { planned: calls.planned + above.planned, worst: calls.worst + above.worst, besides: 0 };
}

/** How often a member of a panel may be asked before its call counts as failed. */
export function triesOf(member: object | undefined): number {
  return member && 'max_retries' in member ? Number(member.max_retries) + 1 : 1;
}
