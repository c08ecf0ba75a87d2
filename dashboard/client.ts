import type { z } from 'zod';
import type { Problem as ProblemSchema } from '../schema/contracts/index.ts';
import type { ErrorCode } from '../schema/errors.ts';
import type { Request, Route, Routes } from './contracts.ts';

type Problem = z.infer<typeof ProblemSchema>;

/** A refusal by the API (RFC 9457), or `offline` when no answer came at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ErrorCode | 'offline' | 'unexpected';
  readonly request_id: string | null;
  readonly errors: { path: string; message: string }[];

  constructor(
    status: number,
    code: ApiError['code'],
    detail: string,
    request_id: string | null,
    errors: ApiError['errors'] = [],
  ) {
    super(detail);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.request_id = request_id;
    this.errors = errors;
  }

  /** Whether the same request may succeed if sent again. */
  get retryable(): boolean {
    return this.code === 'offline' || this.status === 429 || this.status >= 500;
  }
}

/** How a call is made, beside what the route takes. */
export interface CallOptions {
  signal?: AbortSignal;
  /** The same key sent twice creates once. */
  idempotency_key?: string;
}

/** The address of a route with its path and query filled in. */
export function addressOf(
  route: Route,
  path: Record<string, string | number> = {},
  query: Record<string, unknown> = {},
): string {
  const template = route.slice(route.indexOf(' ') + 1);
  const pathname = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name] ?? '')));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  const search = new URLSearchParams(pairs).toString();
  return search === '' ? pathname : `${pathname}?${search}`;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}

/** Turns a response that is not 2xx into an `ApiError`. */
export async function errorOf(response: Response): Promise<ApiError> {
  const request_id = response.headers.get('x-request-id');
  const body: unknown = await response.json().catch(() => null);
  if (!isProblem(body))
    return new ApiError(response.status, 'unexpected', `The server answered ${response.status}.`, request_id);
  const code = body.code as ErrorCode;
  return new ApiError(
    response.status,
    code,
    body.detail || body.title,
    body.request_id ?? request_id,
    body.errors ?? [],
  );
}

/** Calls a route of this site's API with the session cookie; throws `ApiError`. */
export async function call<R extends Route>(
  route: R,
  request: Request<R>,
  options: CallOptions = {},
): Promise<Routes[R]['answer']> {
  const method = route.slice(0, route.indexOf(' '));
  const headers: Record<string, string> = { accept: 'application/json' };
  // A page of another site cannot set this header, so a write that carries it was meant by this one.
  if (method !== 'GET') headers['x-assay-csrf'] = '1';
  if (method === 'POST') headers['idempotency-key'] = options.idempotency_key ?? crypto.randomUUID();
  let body: BodyInit | undefined;
  if (request.body instanceof Blob) {
    body = request.body;
    headers['content-type'] = 'application/octet-stream';
  } else if (request.body !== undefined) {
    body = JSON.stringify(request.body);
    headers['content-type'] = 'application/json';
  }
  const init: RequestInit = {
    method,
    headers,
    credentials: 'same-origin',
    signal: options.signal ?? null,
    body: body ?? null,
  };
  const response = await fetch(addressOf(route, request.path, request.query), init).catch((error: unknown) => {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, 'offline', 'The server could not be reached. Check the connection and try again.', null);
  });
  if (!response.ok) throw await errorOf(response);
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined;
  return response.json();
}
