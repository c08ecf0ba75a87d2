import type { Judge } from '../../../schema/contracts/judges.ts';
import type { Judgment, JudgmentRequest, Reading, Verdict } from '../../../schema/contracts/judgments.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { Env } from '../env.ts';
import { openProvider } from '../providers/index.ts';
import type { Caller, Provider } from '../providers/provider.ts';
import { askOf, planTurn, readReply, type Turn, turnsOf } from './ask.ts';
import { type Confidence, confidenceOf } from './confidence.ts';
import { requireNotDemoted } from './demoted.ts';
import { drawnOrder } from './drawn-order.ts';
import { checkEdgeRequest, deferAsEdge } from './edge.ts';
import { modes } from './modes/index.ts';
import type { Mode } from './modes/mode.ts';

/** What judging needs besides judge and request. */
export type Bench = {
  env: Env;
  caller: Caller;
  /** Hears of each reading as it comes. */
  on_reading?: (reading: Reading) => void;
};

/** What judging finds: a judgment but for its identity. */
export type Judged = Pick<
  Judgment,
  'readings' | 'verdict' | 'calls' | 'calls_saved' | 'input_tokens' | 'output_tokens' | 'cost' | 'latency_ms'
>;

/** The mode of a judge, as one that takes it. */
export const modeOf = (judge: Judge) => modes[judge.mode] as unknown as Mode<Judge['mode']>;

/** Refuses a request that a judge's mode cannot judge. @throws AssayError `invalid_request` */
export function checkRequest(judge: Judge, request: JudgmentRequest): void {
  modeOf(judge).check(request, judge.options as never);
  checkEdgeRequest(judge, request);
  if (judge.panel.some(({ kind }) => kind === 'rule') && typeof request.response !== 'string') {
    const message = 'a rule judges one response as text';
    throw new AssayError('invalid_request', `This judge has a rule on its panel, and ${message}.`, [
      { path: 'response', message },
    ]);
  }
}

/** Judges requests: the mode plans asks, the panel replies, each ask's own reader reads, readings become a verdict. */
export async function judgeMany(bench: Bench, judge: Judge, requests: JudgmentRequest[]): Promise<Judged[]> {
  for (const request of requests) checkRequest(judge, request);
  await requireNotDemoted(bench.env.DB, bench.caller.project_id, judge.id);
  const confidence = await confidenceOf(bench.env.DB, bench.caller.project_id, judge);
  const panel = judge.panel.map((config) => openProvider(bench.env, config, bench.caller));
  const started = Date.now();
  if (judge.policy.stop)
    return Promise.all(requests.map((request) => judgeInTurns(bench, judge, panel, confidence, request, started)));
  const turns = turnsOf(judge);
  const readings = await askAll(bench, judge, panel, requests, turns);
  return requests.map((request, at) => judged(judge, confidence, request, readings[at] ?? [], started, 0));
}

/** Every turn of every request at once: a backing that takes many asks in one call gets them so. */
async function askAll(
  bench: Bench,
  judge: Judge,
  panel: Provider[],
  requests: JudgmentRequest[],
  turns: Turn[],
): Promise<Reading[][]> {
  const places = requests.flatMap((request, at) =>
    turns.flatMap((turn) =>
      planTurn(judge, request, turn).map((planned) => ({
        at,
        turn,
        planned,
        ask: askOf(judge, request, turn, planned),
      })),
    ),
  );
  const readings = await Promise.all(
    panel.flatMap((provider, member) => {
      const mine = places.filter(({ turn }) => turn.member === member);
      const replies = provider(mine.map(({ ask }) => ask));
      return mine.map(async ({ at, turn, planned, ask }, index) => {
        const reply = await replies[index];
        if (!reply) throw new AssayError('internal', 'A member of the panel left an ask without a reply.');
        const reading = await readReply(judge, turn, planned, ask, reply, provider);
        bench.on_reading?.(reading);
        return { at, reading };
      });
    }),
  );
  const mine: Reading[][] = requests.map(() => []);
  for (const { at, reading } of readings) mine[at]?.push(reading);
  const place = ({ repeat, member }: Reading) => repeat * judge.panel.length + member;
  return mine.map((all) => all.sort((a, b) => place(a) - place(b)));
}

/** One turn after the other, until a sequential test settles the verdict. */
async function judgeInTurns(
  bench: Bench,
  judge: Judge,
  panel: Provider[],
  confidence: Confidence,
  request: JudgmentRequest,
  started: number,
): Promise<Judged> {
  const turns = drawnOrder(turnsOf(judge), request);
  const readings: Reading[] = [];
  const votes: (string | null)[] = [];
  let asked = 0;
  for (const turn of turns) {
    const [mine = []] = await askAll(bench, judge, panel, [request], [turn]);
    asked++;
    readings.push(...mine);
    votes.push(modeOf(judge).vote(mine, request, judge as never));
    if (confidence.settled(votes, turns.length)) break;
  }
  const saved = turns.slice(asked).reduce((sum, turn) => sum + planTurn(judge, request, turn).length, 0);
  return judged(judge, confidence, request, readings, started, saved);
}

function judged(
  judge: Judge,
  confidence: Confidence,
  request: JudgmentRequest,
  readings: Reading[],
  started: number,
  calls_saved: number,
): Judged {
  const total = (of: (reading: Reading) => number | null) =>
    readings.reduce((sum, reading) => sum + (of(reading) ?? 0), 0);
  return {
    readings,
    verdict: { ...foldVerdict(judge, confidence, request, readings), stopped_early: calls_saved > 0 },
    calls: total(({ calls }) => calls),
    calls_saved,
    input_tokens: total(({ input_tokens }) => input_tokens),
    output_tokens: total(({ output_tokens }) => output_tokens),
    cost: readings.some(({ cost }) => cost !== null) ? total(({ cost }) => cost) : null,
    latency_ms: Date.now() - started,
  };
}

/** Readings into a verdict under a judge's policy; no call is made, so a replay uses the same. */
export function foldVerdict(
  judge: Judge,
  confidence: Confidence,
  request: JudgmentRequest,
  readings: Reading[],
): Verdict {
  const folded = modeOf(judge).fold(readings, request, judge as never, confidence.weighing);
  const reasons = readings.map(({ reason }) => reason).filter(Boolean);
  const whole = { ...folded, calibrated: false, abstained_from: null, stopped_early: false, reasons };
  return deferAsEdge(judge, readings, confidence.state(whole));
}
