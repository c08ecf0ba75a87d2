import type { EdgeProvider } from '../../../schema/contracts/providers.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { EdgeItem } from '../../edge-model/encode.ts';
import type { Actor } from '../auth/actor.ts';
import type { Env } from '../env.ts';
import { keepStarter, requireEdgeModel } from './edge-models.ts';
import type { Answered, Ask, Caller, EdgeAsk, Provider, Reply } from './provider.ts';

/** Items of one call to the edge judge: a batch of hundreds shares the isolate with requests that someone waits for. */
const at_once = 32;

/** A small trained model in the edge judge Worker; a reply is what it says, as JSON. */
export function edgeProvider(env: Env, config: EdgeProvider, _caller: Caller): Provider {
  return (asks) => {
    const groups = (['score', 'pair'] as const).flatMap((kind) => {
      const places = asks.flatMap((ask, at) => (edgeOf(ask).kind === kind ? [at] : []));
      return Array.from({ length: Math.ceil(places.length / at_once) }, (_, n) =>
        places.slice(n * at_once, (n + 1) * at_once),
      );
    });
    const replies = new Map<number, Promise<Reply>>();
    let before: Promise<unknown> = Promise.resolve();
    for (const places of groups) {
      const asked = places.map((at) => edgeOf(asks[at] as Ask));
      // One group after the other: the isolate has one thread.
      const answer = before.then(() => askGroup(env, config, asked));
      before = answer;
      for (const [n, at] of places.entries())
        replies.set(
          at,
          answer.then((all) => all[n] as Reply),
        );
    }
    return asks.map((_, at) => replies.get(at) as Promise<Reply>);
  };
}

function edgeOf({ edge }: Ask): EdgeAsk {
  if (!edge) throw new AssayError('invalid_request', 'An edge model judges in modes score, pair and steps only.');
  return edge;
}

async function askGroup(env: Env, { model, sha256 = '' }: EdgeProvider, asks: EdgeAsk[]): Promise<Reply[]> {
  const started = Date.now();
  const items: EdgeItem[] = asks.flatMap((ask) => (ask.kind === 'score' ? [ask.item] : []));
  const pairs = asks.flatMap((ask) => (ask.kind === 'pair' ? [ask] : []));
  const failed = (code: 'failed', message: string) => ({ ok: false as const, error: { code, message } });
  const answer = await (items.length > 0
    ? env.EDGE.score({ model: sha256, items })
    : env.EDGE.compare({ model: sha256, pairs })
  ).catch((error: unknown) => failed('failed', `The edge judge did not answer: ${String(error)}`));
  // What each waited for: they came back together.
  const latency_ms = Date.now() - started;
  if (!answer.ok) {
    const { code, message } = answer.error;
    return asks.map(() => ({ ok: false, error: { code, message, retryable: false }, calls: 0, latency_ms }));
  }
  const head: Omit<Answered, 'text'> = {
    ok: true,
    logprobs: null,
    model: `${model}@${sha256.slice(0, 12)}`,
    finish: 'stop',
    input_tokens: null,
    output_tokens: null,
    calls: 0,
    cost: null,
    latency_ms,
    schema_enforced: true,
  };
  return answer.results.map((result) => ({ ...head, text: JSON.stringify(result) }));
}

/** Refuses a model that is not there, or another one than the hash given. @throws AssayError */
export async function checkEdge(env: Env, config: EdgeProvider, actor: Actor): Promise<void> {
  const { sha256 } = await requireEdgeModel(env, actor.project_id, config.model);
  if (config.sha256 === undefined || config.sha256 === sha256) return;
  const message = `The model ${config.model} has the hash ${sha256} here, not ${config.sha256}.`;
  throw new AssayError('invalid_request', message, [{ path: 'provider.sha256', message }]);
}

/** The configuration with the hash of the model, whose files are then where the edge judge looks. */
export async function resolveEdge(env: Env, config: EdgeProvider, actor: Actor): Promise<EdgeProvider> {
  const model = await requireEdgeModel(env, actor.project_id, config.model);
  if (model.source === 'starter') await keepStarter(env, model);
  // Opened now, the model need not be opened while someone waits; whether it can be is told by each judgment.
  await env.EDGE.warm(model.sha256).catch(() => false);
  return { ...config, sha256: model.sha256 };
}
