import { OpenAPIHono } from '@hono/zod-openapi';
import { AssayError } from '../../../schema/errors.ts';
import type { AppEnv } from '../env.ts';

/** A router whose failed validations become one `invalid_request` error naming each faulty place. */
export function router() {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const errors = result.error.issues
        .slice(0, 50)
        .map((issue) => ({ path: issue.path.join('.') || `(${result.target})`, message: issue.message }));
      const first = errors[0];
      throw new AssayError(
        'invalid_request',
        `The ${result.target} is not valid: ${first?.path}: ${first?.message}`,
        errors,
      );
    },
  });
}
