import type { JudgeCreate } from '../../../schema/contracts/judges.ts';
import type { JudgmentRequest } from '../../../schema/contracts/judgments.ts';
import { AssayError } from '../../../schema/errors.ts';
import { derivedId } from '../../../schema/ids.ts';
import { addComparisons } from '../campaigns/add-comparisons.ts';
import { findCampaign } from '../store/campaigns.ts';

import { findJudge } from '../store/judges.ts';
import type { Bench } from './judge.ts';

/** Refuses a policy that escalates to nothing. Judges never change, so one that exists cannot lead back here. @throws AssayError */
export async function checkEscalation(db: D1Database, project_id: string, judge: JudgeCreate): Promise<void> {
  const { escalate } = judge.policy;
  if (!escalate) return;
  const refuse = (path: string, message: string) => {
    throw new AssayError('invalid_request', message, [{ path: `policy.escalate.${path}`, message }]);
  };
  if (escalate.to === 'judge') {
    const next = await findJudge(db, project_id, escalate.judge_id);
    if (!next) return refuse('judge_id', `There is no judge ${escalate.judge_id} in this project.`);
    if (next.mode !== judge.mode)
      refuse(
        'judge_id',
        `Judge ${next.id} judges in mode ${next.mode}, not ${judge.mode}; escalate to one of the same mode.`,
      );
    return;
  }
  if (judge.mode !== 'pair') refuse('to', `Raters compare pairs: mode ${judge.mode} cannot escalate to a campaign.`);
  if (!(await findCampaign(db, project_id, escalate.campaign_id)))
    refuse('campaign_id', `There is no campaign ${escalate.campaign_id} in this project.`);
}

/** Hands a pair to the raters of a campaign. @returns the comparison's id; null where the pair is no text or the campaign is closed */
export async function toComparison(
  { env, caller }: Bench,
  campaign_id: string,
  { prompt, responses, models }: JudgmentRequest,
  judgment_id: string,
): Promise<string | null> {
  const { project_id } = caller;
  const [response_a, response_b] = responses ?? [];
  const campaign = await findCampaign(env.DB, project_id, campaign_id);
  if (campaign?.state === 'closed' || typeof response_a !== 'string' || typeof response_b !== 'string') return null;
  const text = typeof prompt === 'string' ? prompt : JSON.stringify(prompt ?? '');
  const [a, b] = [models?.[0] ?? 'A', models?.[1] ?? 'B'];
  // Comparisons are of two models; two answers of one are told apart by their places.
  const named = a === b ? { model_a: `${a} (A)`, model_b: `${b} (B)` } : { model_a: a, model_b: b };
  // A judgment that is made again after a crash is handed over once.
  const own = await derivedId('comparison', [judgment_id]);
  const input = { prompt: text, response_a, response_b, ...named, id: own };
  const [id] = await addComparisons(env.DB, { project_id, campaign_id }, [input], Date.now());
  return id ?? null;
}
