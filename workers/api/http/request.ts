import type { MiddlewareHandler } from 'hono';
import { newId } from '../../../schema/ids.ts';
import type { AppEnv } from '../env.ts';

/** Gives every request an id and writes one JSON log line for it: no secrets, no bodies, no query. */
export const requestLog: MiddlewareHandler<AppEnv> = async (c, next) => {
  const started = Date.now();
  const request_id = newId('request');
  c.set('request_id', request_id);
  c.set('actor', null);
  await next();
  c.res.headers.set('x-request-id', request_id);
  const line = {
    level: c.res.status >= 500 ? 'error' : 'info',
    at: started,
    request_id,
    method: c.req.method,
    path: c.req.path,
    status: c.res.status,
    duration_ms: Date.now() - started,
    project_id: c.get('actor')?.project_id ?? null,
    key_id: c.get('actor')?.key_id ?? null,
  };
  console.log(JSON.stringify(line));
};
