import type { ChatMessage } from '../../../schema/contracts/chat.ts';
import type { Judge } from '../../../schema/contracts/judges.ts';
import { JudgmentRequest } from '../../../schema/contracts/judgments.ts';
import type { ProviderConfig } from '../../../schema/contracts/providers.ts';
import type { RefinementRequest, RefinementStep } from '../../../schema/contracts/refinements.ts';
import { sha256Hex } from '../auth/bytes.ts';
import type { Bench } from '../judging/judge.ts';
import { makeJudgment } from '../judging/judgment.ts';
import { keepJudgments } from '../judging/keep.ts';
import { uniform } from '../metrics/interval.ts';
import { openProvider } from '../providers/index.ts';
import type { Provider } from '../providers/provider.ts';
import { findRefinement, putStep, type StoredStep } from '../store/refinements.ts';
import { answerOf } from './answer.ts';
import { charge, requireBudget, type Usage } from './budget.ts';
import { critiqueAttempt } from './critique-attempt.ts';
import { type Call, type Run, Spent } from './strategies/strategy.ts';
import { worthOf } from './worth.ts';

/** Thrown where this invocation's time is over and the run goes on in another. */
export class Paused extends Error {}

/** States in which a run goes on. */
const open_states = ['queued', 'running'];

/** How often a run looks whether it was cancelled. */
const look_ms = 1000;

/** What a run is opened with. */
export type Setting = {
  bench: Bench;
  id: string;
  request: RefinementRequest;
  judge: Judge | null;
  /** What is recorded already; a run that was broken off goes through it again without a call. */
  steps: StoredStep[];
  usage: Usage;
  started_at: number;
  /** When this invocation ends; null where it may take as long as the budget allows. */
  pause_at: number | null;
  on_step: (step: RefinementStep) => void;
};

/** Opens a run: every call it makes is recorded under its place, so that going through it again finds what there is. */
export function openRun(setting: Setting): { run: Run; settle: () => Promise<void> } {
  const { bench, request, judge, steps, usage } = setting;
  const at = { project_id: bench.caller.project_id, id: setting.id };
  const recorded = new Map(steps.map((step) => [step.key, step]));
  const backings = new Map<string, Provider>();
  const pending = new Set<Promise<unknown>>();
  let next = Math.max(0, ...steps.map(({ n }) => n)) + 1;
  let looked_at = Date.now();

  const question: ChatMessage[] =
    typeof request.prompt === 'string' ? [{ role: 'user', content: request.prompt }] : request.prompt;

  function backing(config: ProviderConfig): Provider {
    const name = JSON.stringify(config);
    const open = backings.get(name) ?? openProvider(bench.env, config, bench.caller);
    backings.set(name, open);
    return open;
  }

  async function requireTime(): Promise<void> {
    requireBudget(request.budget, usage, setting.started_at);
    if (setting.pause_at !== null && Date.now() >= setting.pause_at) throw new Paused();
    if (Date.now() - looked_at < look_ms) return;
    looked_at = Date.now();
    const state = (await findRefinement(bench.env.DB, at))?.state ?? '';
    // Cancelled by its owner, or given up while this invocation went on.
    if (!open_states.includes(state)) throw new Spent('cancelled');
  }

  async function make(call: Call, key: string): Promise<StoredStep> {
    await requireTime();
    const n = next++;
    usage.calls++;
    const { kind, chain, turn, parent, messages } = call;
    const ask = {
      messages,
      schema: null,
      seed: await seedOf(request.seed, key),
      temperature: call.temperature ?? request.temperature,
      max_tokens: call.max_tokens ?? request.max_tokens,
      logprobs: call.logprobs ?? false,
      subject: null,
    };
    const reply = await backing(call.model ?? request.model)([ask])[0];
    const text = reply?.ok ? reply.text : '';
    const content = `${call.before ?? ''}${text}`;
    const whole = call.ends_with !== undefined && text.includes(call.ends_with);
    const tokens = reply?.ok ? reply : { input_tokens: null, output_tokens: null, cost: null };
    const likelihood =
      reply?.ok && reply.logprobs ? reply.logprobs.reduce((sum, { logprob }) => sum + logprob, 0) : null;
    const step: StoredStep = {
      ...{ n, key, judged: false, kind: whole ? 'attempt' : kind, chain, turn, parent, content },
      answer: kind === 'critique' || !reply?.ok ? null : answerOf(content, request.answer),
      log_likelihood: likelihood,
      ...{ value: null, judgment_id: null, critique_id: null, finish: reply?.ok ? reply.finish : 'error' },
      ...{ input_tokens: tokens.input_tokens ?? 0, output_tokens: tokens.output_tokens ?? 0, cost: tokens.cost },
      error: reply?.ok ? null : (reply?.error.message ?? 'The model gave no reply.'),
      created_at: Date.now(),
    };
    // The call itself was counted when it was made; retries are the provider's own.
    charge(usage, { ...step, calls: 0 });
    await putStep(bench.env.DB, at, step);
    recorded.set(key, step);
    setting.on_step(visible(step));
    return step;
  }

  async function call(wanted: Call, index = 0): Promise<RefinementStep> {
    const { kind, chain, turn, parent } = wanted;
    const key = [kind, chain, turn, parent ?? '-', index].join('/');
    const known = recorded.get(key);
    if (known) return known;
    const making = make(wanted, key);
    pending.add(making);
    return making.finally(() => pending.delete(making));
  }

  async function critique(critic_id: string, attempt: RefinementStep): Promise<RefinementStep> {
    const { chain, turn, n: parent } = attempt;
    const key = ['critique', chain, turn, parent, 0].join('/');
    const known = recorded.get(key);
    if (known) return known;
    await requireTime();
    const n = next++;
    const { made, content } = await critiqueAttempt(bench, critic_id, setting.id, request, attempt.content);
    charge(usage, made);
    const { input_tokens, output_tokens, cost, result } = made;
    const step: StoredStep = {
      ...{ n, key, judged: false, kind: 'critique', chain, turn, parent, content, answer: null, log_likelihood: null },
      ...{ value: null, judgment_id: null, critique_id: made.id, finish: result.decision },
      ...{ input_tokens, output_tokens, cost },
      ...{ error: result.decision === 'undecided' ? 'No critic could be read.' : null, created_at: Date.now() },
    };
    await putStep(bench.env.DB, at, step);
    recorded.set(key, step);
    setting.on_step(visible(step));
    return step;
  }

  async function value(step: RefinementStep): Promise<number | null> {
    const stored = [...recorded.values()].find(({ n }) => n === step.n);
    if (!judge || !stored || stored.judged) return stored?.value ?? null;
    await requireTime();
    const { prompt, reference, seed } = request;
    const asked = JudgmentRequest.parse({ prompt, response: step.content, reference, seed });
    const made = await makeJudgment(bench, judge, asked, { cache: 'use' });
    const [kept] = await keepJudgments(bench.env, at.project_id, [made]);
    charge(usage, made.judgment);
    Object.assign(stored, { value: worthOf(judge, made.judgment), judgment_id: kept?.id ?? null, judged: true });
    await putStep(bench.env.DB, at, stored);
    setting.on_step(visible(stored));
    return stored.value;
  }

  async function acceptIfGood(step: RefinementStep): Promise<void> {
    const worth = await value(step);
    if (worth !== null && worth >= request.accept) throw new Spent('accepted', step);
  }

  const run = {
    ...{ request, question, critique, value, acceptIfGood, random: uniform(request.seed) },
    call: (one: Call) => call(one),
    all: (calls: Call[]) => Promise.all(calls.map((one, index) => call(one, index))),
  } as Run;
  return { run, settle: async () => void (await Promise.allSettled([...pending])) };
}

/** A step without what only the run itself needs. */
export const visible = ({ key: _, judged: __, ...step }: StoredStep): RefinementStep => step;

/** The seed of a call: another for every place, the same whenever the run is gone through again. */
async function seedOf(seed: number, key: string): Promise<number> {
  return Number.parseInt((await sha256Hex(`${seed} ${key}`)).slice(0, 8), 16);
}
