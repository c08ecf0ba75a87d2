/** Every error code of the API with its HTTP status and title; the one table, also published in docs/api.md. */
export const error_codes = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_params: { status: 400, title: "The parameters do not fit the recipe's schema" },
  unauthenticated: { status: 401, title: 'No valid key or session was given' },
  forbidden: { status: 403, title: 'The key lacks the scope this needs' },
  challenge_required: { status: 403, title: 'First show that a person asks' },
  csrf: { status: 403, title: 'The request does not come from this site' },
  not_found: { status: 404, title: 'There is no such thing in this project' },
  method_not_allowed: { status: 405, title: 'This method is not offered here' },
  conflict: { status: 409, title: 'The current state does not allow this' },
  fence_lost: { status: 409, title: 'Another runner holds the job now' },
  idempotency_in_flight: { status: 409, title: 'The first request with this Idempotency-Key is still running' },
  gone: { status: 410, title: 'This is no longer available' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  range_not_satisfiable: { status: 416, title: 'The range lies outside the content' },
  hash_mismatch: { status: 422, title: 'The content does not match its SHA-256' },
  idempotency_mismatch: { status: 422, title: 'This Idempotency-Key was used with another body' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something failed on our side' },
  not_implemented: { status: 501, title: 'This deployment does not offer that' },
  unavailable: { status: 503, title: 'A part this needs is not available' },
} as const;

/** A code of {@link error_codes}. */
export type ErrorCode = keyof typeof error_codes;

/** One faulty place in a request: a path into it, and what was wrong there. */
export type FieldError = { path: string; message: string };

/** The one error the house throws; the app's error handler turns it into an RFC 9457 problem. */
export class AssayError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[];
  readonly headers: Record<string, string>;
  readonly more: Record<string, string>;

  /**
   * @param message gives the offending value and what would be right
   * @param more what a program needs to put it right, as members of the problem (RFC 9457 §3.2)
   */
  constructor(
    code: ErrorCode,
    message: string,
    errors: FieldError[] = [],
    headers: Record<string, string> = {},
    more: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'AssayError';
    this.code = code;
    this.errors = errors;
    this.headers = headers;
    this.more = more;
  }
}
