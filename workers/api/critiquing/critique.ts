import type { Critic } from '../../../schema/contracts/critics.ts';
import type { Critique, CritiqueRequest } from '../../../schema/contracts/critiques.ts';
import type { Reading } from '../../../schema/contracts/judgments.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import { sha256Hex } from '../auth/bytes.ts';
import { readReply, seedOf, type Turn } from '../judging/ask.ts';
import type { Bench } from '../judging/judge.ts';
import { openProvider } from '../providers/index.ts';
import { arithmeticReading } from './arithmetic/critic.ts';
import { foldCritique } from './fold.ts';
import { judgeReading } from './judge-member.ts';
import type { Subject } from './material.ts';
import { planCritique, promptsOf } from './plan.ts';
import { stepsOf } from './split.ts';

/** What a request is about, cut into steps. @throws AssayError `invalid_request` where it cannot be critiqued */
export function subjectOf(critic: Critic, request: CritiqueRequest): Subject {
  const steps = stepsOf(request, critic.split);
  const points = request.target?.points ?? null;
  const refuse = (path: string, message: string): never => {
    throw new AssayError('invalid_request', message, [{ path, message }]);
  };
  const beyond = points?.find(({ step }) => step > steps.length);
  if (beyond) refuse('target.points', `A point is about step ${beyond.step}; there are ${steps.length} steps.`);
  const lost = request.annotated_errors?.find((step) => step > steps.length);
  if (lost !== undefined) refuse('annotated_errors', `There is no step ${lost}; there are ${steps.length} steps.`);
  if (request.annotated_errors && !points)
    refuse('annotated_errors', 'Annotated errors measure a target; give one, or evaluate the critic.');
  return { request, steps, points };
}

/** Critiques one request: each critic of the panel reads it, and the readings become one critique. Nothing is written. */
export async function makeCritique(bench: Bench, critic: Critic, request: CritiqueRequest): Promise<Critique> {
  const subject = subjectOf(critic, request);
  const started = Date.now();
  const readings = await Promise.all(
    turnsOf(critic).map(async (turn) => {
      const reading = await readTurn(bench, critic, subject, turn);
      bench.on_reading?.(reading);
      return reading;
    }),
  );
  const total = (of: (reading: Reading) => number | null) => readings.reduce((sum, one) => sum + (of(one) ?? 0), 0);
  return {
    id: newId('critique'),
    critic_id: critic.id,
    critic_version: critic.version,
    request,
    readings,
    result: foldCritique(critic, subject, readings),
    calls: total(({ calls }) => calls),
    input_tokens: total(({ input_tokens }) => input_tokens),
    output_tokens: total(({ output_tokens }) => output_tokens),
    cost: readings.some(({ cost }) => cost !== null) ? total(({ cost }) => cost) : null,
    latency_ms: Date.now() - started,
    prompt_hash: await hashOf(critic),
    refinement_id: null,
    batch_id: null,
    redacted_at: null,
    created_at: started,
  };
}

async function hashOf(critic: Critic): Promise<string> {
  const { critique, target } = promptsOf(critic);
  return sha256Hex(JSON.stringify([{ critique, target }, critic.instructions]));
}

/** Every model as often as it is asked; arithmetic once, for it says the same again. */
export function turnsOf({ panel, asking }: Critic): Turn[] {
  const rounds = Array.from({ length: asking.repeats }, (_, repeat) => repeat);
  return rounds.flatMap((repeat) =>
    panel.flatMap(({ kind }, member) => (kind === 'arithmetic' && repeat > 0 ? [] : [{ member, repeat }])),
  );
}

async function readTurn(bench: Bench, critic: Critic, subject: Subject, turn: Turn): Promise<Reading> {
  const config = critic.panel[turn.member];
  if (!config) throw new AssayError('internal', `The panel has no member ${turn.member}.`);
  if (config.kind === 'arithmetic') return arithmeticReading(subject, turn.member, config.sources);
  if (config.kind === 'judge') return judgeReading(bench, subject, turn, config.judge_id);
  const { repair, temperature, max_tokens } = critic.asking;
  const provider = openProvider(bench.env, config, bench.caller);
  const planned = planCritique(critic, subject);
  const seed = seedOf(subject.request, turn);
  const ask = { ...planned.ask, seed, temperature, max_tokens, logprobs: false };
  const reply = await provider([ask])[0];
  if (!reply) throw new AssayError('internal', 'A critic left an ask without a reply.');
  return readReply({ asking: { repair } }, turn, planned, ask, reply, provider);
}
