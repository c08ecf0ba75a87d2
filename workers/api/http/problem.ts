import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { AssayError, type ErrorCode, error_codes } from '../../../schema/errors.ts';
import type { AppEnv } from '../env.ts';

/** The one place where an error becomes an answer: an RFC 9457 problem with the request's id. */
export function toProblem(error: Error, c: Context<AppEnv>): Response {
  const known = toAssayError(error);
  const { status } = error_codes[known.code];
  const headers = { 'content-type': 'application/problem+json', ...known.headers };
  return c.body(JSON.stringify(problemOf(error, c)), status, headers);
}

/** The body of an error's answer; what is our own fault is logged. */
export function problemOf(error: unknown, c: Context<AppEnv>) {
  const known = toAssayError(error);
  const { status, title } = error_codes[known.code];
  const request_id = c.get('request_id');
  if (status >= 500) {
    const stack = error instanceof Error ? error.stack : undefined;
    console.error(JSON.stringify({ level: 'error', request_id, error: String(error), stack }));
  }
  const type = `https://assay.dev/errors/${known.code}`;
  const errors = known.errors.length > 0 ? { errors: known.errors } : {};
  return { type, title, status, detail: known.message, code: known.code, request_id, ...errors, ...known.more };
}

const by_status: Record<number, ErrorCode> = {
  400: 'invalid_json',
  401: 'unauthenticated',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};

function toAssayError(error: unknown): AssayError {
  if (error instanceof AssayError) return error;
  if (error instanceof HTTPException)
    return new AssayError(by_status[error.status] ?? 'internal', error.message || 'The request could not be read.');
  return new AssayError('internal', 'Something failed on our side; the request id names it in our logs.');
}
