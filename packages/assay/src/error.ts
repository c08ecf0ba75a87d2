import type { ErrorCode, Problem } from './api.ts';

/** One faulty place of a request. */
export type FieldError = { path: string; message: string };

/** What the API says with its refusals, and `offline` (no answer came) or `unexpected` (an answer, but not one of Assay's). */
export type AssayErrorCode = ErrorCode | 'offline' | 'unexpected';

/** A refusal by the API (RFC 9457), or a call that got no answer. */
export class AssayError extends Error {
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly code: AssayErrorCode;
  /** Finds the request in the server's logs. */
  readonly request_id: string | null;
  readonly errors: FieldError[];
  /** How long the server asks to wait. */
  readonly retry_after_ms: number | null;
  /** What a Turnstile check needs, where one is asked for. */
  readonly turnstile_site_key: string | null;

  constructor(
    status: number,
    code: AssayErrorCode,
    detail: string,
    request_id: string | null,
    errors: FieldError[] = [],
    retry_after_ms: number | null = null,
    turnstile_site_key: string | null = null,
  ) {
    super(detail);
    this.name = 'AssayError';
    this.status = status;
    this.code = code;
    this.request_id = request_id;
    this.errors = errors;
    this.retry_after_ms = retry_after_ms;
    this.turnstile_site_key = turnstile_site_key;
  }

  /** What the server said: the same as `message`. */
  get detail(): string {
    return this.message;
  }

  /** Whether the same request may succeed if sent again. */
  get retryable(): boolean {
    return (
      this.code === 'offline' ||
      this.code === 'idempotency_in_flight' ||
      this.status === 429 ||
      (this.status >= 500 && this.code !== 'not_implemented')
    );
  }
}

function isProblem(value: unknown): value is Partial<Problem> & { code: ErrorCode } {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}

/** A problem, as a response's body or a stream's last event carries it, as an error. */
export function problemError(status: number, body: unknown, headers?: Headers): AssayError {
  const request_id = headers?.get('x-request-id') ?? null;
  if (!isProblem(body))
    return new AssayError(status, 'unexpected', `The server answered ${status}.`, request_id, [], waitOf(headers));
  const { code, detail, title, errors = [], turnstile_site_key = null } = body;
  const text = detail || title || `The server answered ${status}.`;
  return new AssayError(
    body.status ?? status,
    code,
    text,
    body.request_id ?? request_id,
    errors,
    waitOf(headers),
    turnstile_site_key,
  );
}

/** Turns a response that is not 2xx into an error. */
export async function errorOf(response: Response): Promise<AssayError> {
  return problemError(response.status, await response.json().catch(() => null), response.headers);
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110, 10.2.3). */
function waitOf(headers?: Headers): number | null {
  const text = headers?.get('retry-after');
  if (!text) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
