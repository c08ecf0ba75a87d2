import type { Judge } from '../../../schema/contracts/judges.ts';
import type { Judgment, JudgmentRequest, Stage } from '../../../schema/contracts/judgments.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import { sha256Hex } from '../auth/bytes.ts';
import { findJudge } from '../store/judges.ts';
import { findByRequest } from '../store/judgments.ts';
import { toComparison } from './escalate.ts';
import { type Bench, type Judged, judgeMany } from './judge.ts';
import { promptHash } from './prompt.ts';

/** SHA-256 of judge and request: what the exact-request cache goes by. */
export const requestHash = (judge: Judge, { metadata: _, ...request }: JudgmentRequest): Promise<string> =>
  sha256Hex(JSON.stringify([judge.id, request]));

/** A judgment and the hash under which its readings may be used again; null where they may not. */
export type Made = { judgment: Judgment; request_hash: string | null };

/** How a judgment is made and named; `id` is given where doing it twice must write one row. */
export type Keeping = {
  cache: 'use' | 'skip';
  batch_id?: string | null;
  id?: string;
  /** What the cache holds, where it was looked up already; null for nothing. */
  known?: Judgment | null;
};

/** Rules and edge models judge the same again at no cost. */
const isFree = (kind: string) => kind === 'rule' || kind === 'edge';

/** The hash the cache goes by; null for what judges anew at no cost. */
export const cacheHash = async (judge: Judge, request: JudgmentRequest): Promise<string | null> =>
  judge.panel.some(({ kind }) => !isFree(kind)) ? requestHash(judge, request) : null;

/** Judges one request, up the cascade where the policy says so; takes the readings there are where it may. */
export async function makeJudgment(
  bench: Bench,
  judge: Judge,
  request: JudgmentRequest,
  { cache, batch_id = null, id = newId('judgment'), known: given }: Keeping,
): Promise<Made> {
  const { project_id } = bench.caller;
  const hash = await cacheHash(judge, request);
  const look_up = given === undefined && hash !== null && cache === 'use';
  const known = look_up ? await findByRequest(bench.env, project_id, hash) : given;
  const head = {
    id,
    mode: judge.mode,
    request,
    batch_id,
    redacted_at: null,
    created_at: Date.now(),
  };
  if (known) {
    const spent = {
      calls: 0,
      calls_saved: known.calls,
      input_tokens: 0,
      output_tokens: 0,
      cost: known.cost === null ? null : 0,
    };
    const judgment = { ...known, ...head, ...spent, latency_ms: Date.now() - head.created_at, cached_from: known.id };
    return { judgment, request_hash: null };
  }
  const climbed = await climb(bench, judge, request, id);
  const prompt_hash = await promptHash(judge);
  const judgment = {
    ...head,
    judge_id: judge.id,
    judge_version: judge.version,
    ...climbed,
    prompt_hash,
    cached_from: null,
  };
  const failed = [...climbed.stages.flatMap((stage) => stage.readings), ...climbed.readings].some(
    ({ outcome }) => outcome === 'failed' || outcome === 'unreadable',
  );
  return { judgment, request_hash: failed ? null : hash };
}

/** Whether nothing but rules and edge models judges: they make no calls and know neither cache nor cascade. */
export const isRuled = ({ panel, policy }: Judge): boolean =>
  policy.escalate === null && panel.every(({ kind }) => isFree(kind));

/** Judges many requests at once by rules and edge models alone. */
export async function makeRuled(
  bench: Bench,
  judge: Judge,
  asked: { id: string; request: JudgmentRequest }[],
  batch_id: string,
): Promise<Made[]> {
  const prompt_hash = await promptHash(judge);
  const judged = await judgeMany(
    bench,
    judge,
    asked.map(({ request }) => request),
  );
  const now = Date.now();
  const { id: judge_id, version: judge_version, mode } = judge;
  return judged.map((one, index) => {
    const { id, request } = asked[index] as { id: string; request: JudgmentRequest };
    const whose = { id, judge_id, judge_version, mode, request, batch_id, prompt_hash };
    const rest = { stages: [], escalated_to: null, cached_from: null, redacted_at: null, created_at: now };
    return { judgment: { ...whose, ...one, ...rest }, request_hash: null };
  });
}

type Climbed = Judged & Pick<Judgment, 'stages' | 'escalated_to'>;

/** Asks a judge and, where its verdict is not sure enough, the next one; every stage's verdict is kept. */
async function climb(bench: Bench, judge: Judge, request: JudgmentRequest, id: string): Promise<Climbed> {
  const [mine] = await judgeMany(bench, judge, [request]);
  if (!mine) throw new AssayError('internal', 'The judge gave no verdict.');
  const { escalate } = judge.policy;
  const { outcome, probability } = mine.verdict;
  const unsure = outcome === 'abstained' || outcome === 'unreadable' || (probability ?? 0) < (escalate?.below ?? 0);
  if (!escalate || !unsure) return { ...mine, stages: [], escalated_to: null };
  if (escalate.to === 'campaign')
    return { ...mine, stages: [], escalated_to: await toComparison(bench, escalate.campaign_id, request, id) };
  const next = await findJudge(bench.env.DB, bench.caller.project_id, escalate.judge_id);
  if (!next) throw new AssayError('not_found', `There is no judge ${escalate.judge_id} to escalate to.`);
  const above = await climb(bench, next, request, id);
  const stage: Stage = {
    judge_id: judge.id,
    judge_version: judge.version,
    readings: mine.readings,
    verdict: mine.verdict,
  };
  const cost = mine.cost === null && above.cost === null ? null : (mine.cost ?? 0) + (above.cost ?? 0);
  return {
    ...above,
    stages: [stage, ...above.stages],
    escalated_to: above.escalated_to ?? next.id,
    calls: mine.calls + above.calls,
    calls_saved: mine.calls_saved + above.calls_saved,
    input_tokens: mine.input_tokens + above.input_tokens,
    output_tokens: mine.output_tokens + above.output_tokens,
    cost,
    latency_ms: mine.latency_ms + above.latency_ms,
  };
}
