import type { Judge } from '../../../schema/contracts/judges.ts';
import type { JudgmentRequest, Reading } from '../../../schema/contracts/judgments.ts';
import type { Ask, Provider, Reply } from '../providers/provider.ts';
import { planEdge } from './edge.ts';
import { modes } from './modes/index.ts';
import type { Mode, Planned } from './modes/mode.ts';
import { promptOf } from './prompt.ts';

/** One member of the panel in one round. */
export type Turn = { member: number; repeat: number };

/** The turns of a judge: every member in the first round, then in the second, and so on. */
export function turnsOf({ panel, asking }: Judge): Turn[] {
  const rounds = Array.from({ length: asking.repeats }, (_, repeat) => repeat);
  return rounds.flatMap((repeat) => panel.map((_, member) => ({ member, repeat })));
}

/** What a turn asks. @param nonce makes the random delimiter of a call; a replay hands out the ones there were */
export function planTurn(
  judge: Judge,
  request: JudgmentRequest,
  { member, repeat }: Turn,
  nonce = newNonce,
): Planned[] {
  if (judge.panel[member]?.kind === 'edge') return planEdge(judge, request);
  const { instructions, asking } = judge;
  const draw = { prompt: promptOf(judge), instructions, orders: asking.orders, repeat, nonce };
  // The table pairs every mode with its own judge; the compiler cannot follow that through a union.
  return (modes[judge.mode] as Mode<typeof judge.mode>).plan(request, judge as never, draw);
}

/** 64 random bits that candidate text cannot foresee. */
export function newNonce(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The seed of a call: the same for the same request, another for every turn. */
export const seedOf = (request: Pick<JudgmentRequest, 'seed'>, { member, repeat }: Turn) =>
  (request.seed + repeat * 1_000_003 + member * 7919) % 4_294_967_296;

/** The ask of a planned question in its turn. */
export function askOf(judge: Judge, request: JudgmentRequest, turn: Turn, planned: Planned): Ask {
  const { temperature, max_tokens, logprobs } = judge.asking;
  return { ...planned.ask, seed: seedOf(request, turn), temperature, max_tokens, logprobs };
}

/** Reads a reply; one that cannot be read is asked for once more, where the judge repairs and a model answered. */
export async function readReply(
  judge: { asking: Pick<Judge['asking'], 'repair'> },
  turn: Turn,
  planned: Planned,
  ask: Ask,
  reply: Reply,
  provider: Provider,
): Promise<Reading> {
  const first = readingOf(turn, planned, ask, reply);
  if (!reply.ok || reply.model === null || first.outcome !== 'unreadable' || !judge.asking.repair) return first;
  const again = await provider([repairOf(ask, reply.text, first.reason)])[0];
  if (!again) return first;
  const second = readingOf(turn, planned, ask, again);
  const spent = {
    calls: first.calls + second.calls,
    input_tokens: sum(first.input_tokens, second.input_tokens),
    output_tokens: sum(first.output_tokens, second.output_tokens),
    cost: sum(first.cost, second.cost),
    latency_ms: first.latency_ms + second.latency_ms,
  };
  // Where the second reply is no better, the first one is what the model said.
  return second.outcome === 'unreadable' || second.outcome === 'failed'
    ? { ...first, ...spent }
    : { ...second, ...spent, repaired: true };
}

/** Whether two counts, of which one may be unknown, make a sum. */
const sum = (a: number | null, b: number | null) => (a === null && b === null ? null : (a ?? 0) + (b ?? 0));

function repairOf(ask: Ask, text: string, reason: string): Ask {
  const complaint = `Your reply could not be read: ${reason} Answer again, in exactly the format that was asked for, and nothing else.`;
  const messages = [
    ...ask.messages,
    { role: 'assistant' as const, content: text || '(empty)' },
    { role: 'user' as const, content: complaint },
  ];
  return { ...ask, messages };
}

/** A reply as a reading, as it is kept. */
export function readingOf(turn: Turn, planned: Planned, ask: Pick<Ask, 'seed'>, reply: Reply): Reading {
  const head = { ...turn, ...planned.place, seed: ask.seed, repaired: false };
  if (!reply.ok) {
    const { code, message } = reply.error;
    const empty = { score: null, distribution: null, detail: null, raw: '', model: null };
    const unknown = { input_tokens: null, output_tokens: null, cost: null };
    const spent = { calls: reply.calls, latency_ms: reply.latency_ms };
    return { ...head, ...empty, ...unknown, ...spent, outcome: 'failed', reason: message, error: { code, message } };
  }
  const { text, logprobs, model, input_tokens, output_tokens, calls, cost, latency_ms } = reply;
  const understood = planned.read({ text, logprobs });
  return {
    ...head,
    ...understood,
    raw: text,
    error: null,
    model,
    input_tokens,
    output_tokens,
    cost,
    calls,
    latency_ms,
  };
}
