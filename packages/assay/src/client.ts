import { nouns } from './nouns.ts';
import { type Retries, retrying } from './retry.ts';
import type { Answer, ListRoute, Request, Route, RowOf } from './routes.ts';
import { answerOf, type CallOptions, send, type Target } from './send.ts';
import { namedEvents } from './stream.ts';

/** Which deployment, with which key, how patiently. */
export interface Options extends Partial<Retries> {
  /** Root of the deployment, like `https://assay.example.com`. */
  url: string;
  /** A key, `asy_…`. */
  key: string;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** Instead of the global `fetch`. */
  fetch?: typeof fetch;
}

/** What every noun of the client is made from. */
export interface Caller {
  /** Calls any route; the answer is typed by the route. Tried again on overload and outages, under one idempotency key. */
  request: <R extends Route>(route: R, request: Request<R>, options?: CallOptions) => Promise<Answer<R>>;
  /** Like `request`, sent once. */
  once: <R extends Route>(route: R, request: Request<R>, options?: CallOptions) => Promise<Answer<R>>;
  /** Every row of a list, page after page as they are taken. */
  rows: <R extends ListRoute>(route: R, request: Request<R>, options?: CallOptions) => AsyncGenerator<RowOf<R>>;
  /** What a route sends as it is made, under the names given. */
  events: <E extends { event: string; data: unknown }>(
    route: Route,
    body: object,
    names: E['event'][],
    options?: CallOptions,
  ) => AsyncGenerator<E>;
}

/** The client: `request` for any route, and each noun with its verbs. */
export type Assay = Caller & ReturnType<typeof nouns>;

function targetOf({ url, key, headers = {}, fetch }: Options): Target {
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new TypeError(`url must be an http(s) address like https://assay.example.com, not "${url}".`);
  // A line break pasted with a key would make fetch fail with a message that quotes the key.
  if (!/^[\x21-\x7e]+$/.test(key)) throw new TypeError('key must be a key of the deployment, like asy_….');
  const target = { url: url.replace(/\/+$/, ''), headers: { ...headers, authorization: `Bearer ${key}` } };
  return fetch ? { ...target, fetch } : target;
}

/**
 * Connects to a deployment; nothing is sent yet.
 *
 * ```ts
 * const assay = connect({ url: 'http://localhost:8787', key: process.env.ASSAY_KEY });
 * const { verdict } = await assay.judgments.create({ judge_id, response: 'The answer is 3/8.', reference: '0.375' });
 * ```
 */
export function connect(options: Options): Assay {
  const { max_retries = 4, max_wait_ms = 65_000, on_wait } = options;
  const target = targetOf(options);
  const retries = { max_retries, max_wait_ms, on_wait };
  const once: Caller['once'] = async (route, request, how) => answerOf(await send(target, route, request, how));
  const request: Caller['request'] = (route, given, how = {}) => {
    const once_only = how.idempotency_key === undefined ? { idempotency_key: crypto.randomUUID() } : {};
    return retrying(() => once(route, given, { ...how, ...once_only }), retries, how.signal);
  };
  async function* rows<R extends ListRoute>(route: R, given: Request<R>, how: CallOptions = {}) {
    let cursor: string | null = null;
    do {
      const query: object = { limit: 200, ...(given.query as object), ...(cursor === null ? {} : { cursor }) };
      const answer: unknown = await request(route, Object.assign({}, given, { query }), how);
      const page = answer as { data: RowOf<R>[]; next_cursor: string | null };
      yield* page.data;
      cursor = page.next_cursor;
    } while (cursor !== null);
  }
  const events: Caller['events'] = async function* (route, body, names, how = {}) {
    // A stream under an idempotency key would be held back until it is whole.
    const asked = { ...how, accept: 'text/event-stream', idempotency_key: null };
    const given = { body } as Request<typeof route>;
    yield* namedEvents(await retrying(() => send(target, route, given, asked), retries, how.signal), names);
  };
  const caller = { request, once, rows, events };
  return { ...caller, ...nouns(caller) };
}
