import type { Judge } from '../../../schema/contracts/judges.ts';
import { JudgmentRequest, type Reading } from '../../../schema/contracts/judgments.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { Turn } from '../judging/ask.ts';
import { type Bench, judgeMany } from '../judging/judge.ts';
import { findJudge } from '../store/judges.ts';
import type { Subject } from './material.ts';
import type { Said, SaidStep } from './said.ts';

/** The judge that a member of a panel names. @throws AssayError `invalid_request` where there is none of mode `steps` */
export async function stepsJudge(db: D1Database, project_id: string, judge_id: string): Promise<Judge> {
  const judge = await findJudge(db, project_id, judge_id);
  const message = !judge
    ? `There is no judge ${judge_id} in this project.`
    : judge.mode === 'steps'
      ? null
      : `Judge ${judge_id} judges in mode ${judge.mode}; a critic takes judges of mode steps.`;
  if (!judge || message !== null)
    throw new AssayError('invalid_request', message ?? '', [{ path: 'panel', message: message ?? '' }]);
  return judge;
}

/** What a judge of steps is asked about a subject. */
export function askedOfJudge({ request, steps }: Subject): JudgmentRequest {
  const { prompt, reference, seed } = request;
  return JudgmentRequest.parse({ ...(prompt === undefined ? {} : { prompt }), reference, seed, steps });
}

/** The verdict of a judge of steps as a critic's reading; of a critique it has nothing to say. */
export async function judgeReading(bench: Bench, subject: Subject, turn: Turn, judge_id: string): Promise<Reading> {
  const { request, steps, points } = subject;
  const judge = await stepsJudge(bench.env.DB, bench.caller.project_id, judge_id);
  const { seed } = request;
  const place = {
    ...turn,
    part: points ? 'target' : 'critique',
    order: [],
    nonce: '',
    seed,
    repaired: false,
    error: null,
  };
  const nothing = { input_tokens: 0, output_tokens: 0, cost: null, calls: 0, latency_ms: 0 };
  if (points) {
    const reason = 'A judge of steps says nothing of a critique.';
    const silent = { points: [], missed: [], summary: '' };
    return {
      ...place,
      ...nothing,
      outcome: 'undecided',
      score: null,
      distribution: null,
      detail: silent,
      reason,
      raw: '',
      model: null,
    };
  }
  const { env, caller } = bench;
  const [judged] = await judgeMany({ env, caller }, judge, [askedOfJudge(subject)]);
  if (!judged) throw new AssayError('internal', 'The judge gave no verdict.');
  const { verdict, input_tokens, output_tokens, cost, calls, latency_ms } = judged;
  const said = saidOf(verdict.detail?.steps, steps.length);
  const read = verdict.outcome !== 'unreadable' && said !== null;
  return {
    ...place,
    ...{ input_tokens, output_tokens, cost, calls, latency_ms },
    outcome: read ? (said.steps.some((one) => one.verdict === 'wrong') ? 'revise' : 'keep') : 'unreadable',
    score: read ? said.steps.filter((one) => one.verdict === 'correct').length / steps.length : null,
    distribution: null,
    detail: read ? said : null,
    reason: verdict.reasons.join('\n'),
    raw: '',
    model: judged.readings.find(({ model }) => model !== null)?.model ?? null,
  };
}

type Told = { verdict: string; probability: number | null };

function saidOf(told: unknown, count: number): Said | null {
  if (!Array.isArray(told) || told.length !== count) return null;
  const steps = (told as Told[]).map(({ verdict, probability }): SaidStep => {
    const sure = probability === null ? '' : ` (probability ${probability.toFixed(2)})`;
    if (verdict === 'incorrect')
      return { verdict: 'wrong', kind: 'other', what: `The judge calls it incorrect${sure}.`, fix: '' };
    return { verdict: verdict === 'correct' ? 'correct' : 'doubtful', kind: null, what: '', fix: '' };
  });
  return { steps, summary: '' };
}
