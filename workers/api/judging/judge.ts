import type { Judge, Judgment, JudgmentCreate } from '../../../schema/contracts/judges.ts';
import type { Env } from '../env.ts';
import { providers } from '../providers/index.ts';
import { aggregate } from './aggregate.ts';
import { modes } from './modes/index.ts';

type Asked = Omit<JudgmentCreate, 'judge_id'>;
type Judged = Pick<Judgment, 'readings' | 'verdict' | 'calls' | 'latency_ms'>;

/** Judges requests: the mode plans asks, the backing replies, each ask's own reader reads, readings become a verdict. */
export async function judgeMany(env: Env, judge: Judge, requests: Asked[]): Promise<Judged[]> {
  const started = Date.now();
  const planned = requests.map((request) => modes[judge.mode].plan(request));
  const replies = await providers[judge.provider.kind].open(env, judge.provider)(planned.flat());
  const latency_ms = Date.now() - started;
  let next = 0;
  return planned.map((asks) => {
    const mine = replies.slice(next, next + asks.length);
    next += asks.length;
    const readings = asks.map((ask, index) => ask.read(mine[index]?.raw ?? ''));
    return {
      readings,
      verdict: aggregate(readings),
      calls: mine.reduce((sum, reply) => sum + reply.calls, 0),
      latency_ms,
    };
  });
}
