import { AssayError, errorOf } from './error.ts';
import { type Answer, addressOf, type Request, type Route } from './routes.ts';

/** Where requests go and what each of them carries. */
export interface Target {
  /** Root of the deployment; empty for the page's own. */
  url: string;
  headers: Record<string, string>;
  credentials?: 'same-origin';
  fetch?: typeof fetch;
}

/** How one call is made, beside what the route takes. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** The same key sent twice creates once; made up for a POST that has none, `null` sends none. */
  idempotency_key?: string | null | undefined;
  accept?: string | undefined;
  /** In a browser: the request outlives the page that sent it. */
  keepalive?: boolean | undefined;
}

const isRaw = (body: unknown): body is Blob | Uint8Array<ArrayBuffer> | string =>
  typeof body === 'string' || body instanceof Blob || body instanceof Uint8Array;

/** Sends one request once; throws an `AssayError` unless the answer is 2xx. */
export async function send<R extends Route>(
  target: Target,
  route: R,
  request: Request<R>,
  options: CallOptions = {},
): Promise<Response> {
  const method = route.slice(0, route.indexOf(' '));
  const headers: Record<string, string> = { accept: options.accept ?? 'application/json', ...target.headers };
  if (method === 'POST' && options.idempotency_key !== null)
    headers['idempotency-key'] = options.idempotency_key ?? crypto.randomUUID();
  const given: unknown = request.body;
  const body = given === undefined || isRaw(given) ? given : JSON.stringify(given);
  if (body !== undefined) headers['content-type'] = body === given ? 'application/octet-stream' : 'application/json';
  const init = {
    method,
    headers,
    signal: options.signal ?? null,
    body: body ?? null,
    ...(options.keepalive ? { keepalive: true } : {}),
    ...(target.credentials ? { credentials: target.credentials } : {}),
  };
  const url = target.url + addressOf(route, request.path, request.query);
  const response = await (target.fetch ?? fetch)(url, init).catch((error: unknown) => {
    if (options.signal?.aborted) throw error;
    throw new AssayError(0, 'offline', unreachable(target.url, error), null);
  });
  if (!response.ok) throw await errorOf(response);
  return response;
}

function unreachable(url: string, error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
  const where = url === '' ? 'The server' : `${url}`;
  return `${where} could not be reached${cause ? ` (${cause})` : ''}. Check the address and the connection, and try again.`;
}

/** What a route's answer holds: JSON parsed, nothing where there is nothing, otherwise the response itself. */
export async function answerOf<R extends Route>(response: Response): Promise<Answer<R>> {
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('application/json')) return (await response.json()) as Answer<R>;
  const empty = response.status === 204 || response.headers.get('content-length') === '0';
  return (empty ? undefined : response) as Answer<R>;
}
