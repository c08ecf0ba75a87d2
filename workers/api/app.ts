import type { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import { AssayError } from '../../schema/errors.ts';
import type { AppEnv } from './env.ts';
import { openapi_info } from './http/openapi.ts';
import { toProblem } from './http/problem.ts';
import { requestLog } from './http/request.ts';
import { router } from './http/router.ts';
import { routes } from './routes/index.ts';

/** Routes that live on cookies are for our own pages only; every other one may be called from any origin with a key. */
const cookie_only = /^\/v1\/(session|rating-sessions|rating-media|assignments|ratings|skips)\b/;

/** Builds the API: what every request passes, then the routes. */
export function createApp(): OpenAPIHono<AppEnv> {
  const app = router();
  app.onError(toProblem);
  app.notFound((c) =>
    toProblem(new AssayError('not_found', `There is no route ${c.req.method} ${c.req.path}; see /docs.`), c),
  );
  app.use(requestLog);
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      crossOriginResourcePolicy: false,
    }),
  );
  const open = cors({
    origin: '*',
    exposeHeaders: ['etag', 'x-request-id', 'retry-after', 'idempotency-replayed'],
    maxAge: 86400,
  });
  app.use('/v1/*', (c, next) => (cookie_only.test(c.req.path) ? next() : open(c, next)));
  for (const route of Object.values(routes)) app.route('/', route);
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'asy_<id>_<secret>',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-assay_session',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'setup_token', { type: 'http', scheme: 'bearer' });
  app.doc31('/openapi.json', openapi_info);
  return app;
}
