import { createServer, type IncomingMessage } from 'node:http';

/** One call that reached the stand-in. */
export interface CloudflareCall {
  method: string;
  path: string;
  body: string;
}

/** A loopback stand-in for the part of Cloudflare's API that a deploy uses; it remembers what was created. */
export interface Cloudflare {
  url: string;
  calls: CloudflareCall[];
  close: () => void;
}

export const ACCOUNT = 'acc0000000000000000000000000000';
export const DATABASE_ID = '11111111-1111-4111-8111-111111111111';

type Answer = { status?: number; result?: unknown; error?: { code: number; message: string } };

const missing = (code: number): Answer => ({
  status: 404,
  error: { code, message: 'This does not exist on your account.' },
});

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Opens the stand-in on a free port. */
export async function openCloudflare(): Promise<Cloudflare> {
  const calls: CloudflareCall[] = [];
  const databases: { uuid: string; name: string }[] = [];
  const queues: { queue_id: string; queue_name: string; producers: []; consumers: [] }[] = [];
  const buckets = new Set<string>();
  const migrations: { id: number; name: string }[] = [];
  const workers = new Map<string, string[]>();

  const sql = (text: string): Answer => {
    const recorded = [...text.matchAll(/INSERT INTO "?d1_migrations"? \(name\)\s*values \('([^']+)'\)/gi)];
    for (const [, name = ''] of recorded) migrations.push({ id: migrations.length + 1, name });
    const results = /SELECT \*\s+FROM "?d1_migrations"?/.test(text) ? migrations : [];
    return { result: [{ results, success: true, meta: { duration: 1, changes: 0 } }] };
  };

  const worker = (method: string, name: string, rest: string, body: string): Answer => {
    const secrets = workers.get(name);
    // A first upload is a PUT; later ones are versions, deployed in a second call.
    if ((method === 'PUT' && rest === '') || (method === 'POST' && rest === '/versions')) {
      const given = [...body.matchAll(/"name":"(ASSAY_[A-Z_]+)","type":"secret_text"/g)].map(
        ([, secret = '']) => secret,
      );
      workers.set(name, [...(secrets ?? []), ...given]);
      return {
        result: { id: name, etag: 'e', startup_time_ms: 5, deployment_id: 'd', resources: { script: { etag: 'e' } } },
      };
    }
    if (rest === '/assets-upload-session') return { result: { jwt: 'jwt', buckets: [] } };
    if (!secrets) return missing(10007);
    if (rest === '/secrets') return { result: secrets.map((secret) => ({ name: secret, type: 'secret_text' })) };
    if (rest === '/deployments') return { result: { deployments: [] } };
    if (rest === '/settings') return { result: { bindings: [] } };
    return { result: { enabled: name === 'assay-api', previews_enabled: false, schedules: [] } };
  };

  const answer = (method: string, url: URL, body: string): Answer => {
    const path = url.pathname.replace(`/accounts/${ACCOUNT}`, '');
    if (path === '/user') return { result: { id: 'u', email: 'someone@example.com' } };
    if (path === '/user/tokens/verify') return { result: { id: 't', status: 'active' } };
    if (path === '/accounts') return { result: [{ id: ACCOUNT, name: 'Account' }] };
    if (path === '/memberships') return { result: [{ id: 'm', account: { id: ACCOUNT, name: 'Account' }, roles: [] }] };
    if (path === '/d1/database' && method === 'POST')
      databases.push({ uuid: DATABASE_ID, name: JSON.parse(body).name });
    if (path === '/d1/database') return { result: method === 'POST' ? databases.at(-1) : databases };
    if (path === `/d1/database/${DATABASE_ID}/query`) return sql(JSON.parse(body).sql);
    if (path === '/r2/buckets' && method === 'POST') {
      const { name } = JSON.parse(body);
      if (buckets.has(name)) {
        return {
          status: 409,
          error: { code: 10004, message: 'The bucket you tried to create already exists, and you own it.' },
        };
      }
      buckets.add(name);
      return { result: { name } };
    }
    if (path.startsWith('/r2/buckets/')) return { result: { name: path.split('/').at(-1) } };
    if (path === '/queues' && method === 'POST') {
      const { queue_name } = JSON.parse(body);
      if (queues.some((queue) => queue.queue_name === queue_name)) {
        return { status: 409, error: { code: 11009, message: `Queue name '${queue_name}' is already taken.` } };
      }
      queues.push({ queue_id: `q${queues.length}`, queue_name, producers: [], consumers: [] });
      return { result: queues.at(-1) };
    }
    if (path === '/queues') {
      const names = url.searchParams.getAll('name');
      return { result: queues.filter(({ queue_name }) => names.length === 0 || names.includes(queue_name)) };
    }
    if (path === '/workers/subdomain') return { result: { subdomain: 'someone' } };
    const [, service] = /^\/workers\/services\/([^/]+)$/.exec(path) ?? [];
    if (service) {
      const environment = { environment: 'production', script: { last_deployed_from: 'wrangler' } };
      return workers.has(service) ? { result: { default_environment: environment } } : missing(10090);
    }
    const [, script, rest = ''] = /^\/workers\/scripts\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    if (script) return worker(method, script, rest, body);
    return { result: {} };
  };

  const server = createServer(async (request, response) => {
    const { method = 'GET' } = request;
    const url = new URL(request.url ?? '/', 'http://loopback');
    const body = await textOf(request);
    calls.push({ method, path: url.pathname.replace(`/accounts/${ACCOUNT}`, ''), body });
    const { status = 200, result = null, error } = answer(method, url, body);
    const result_info = { page: 1, per_page: 100, count: 1, total_count: 1, total_pages: 1 };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ success: !error, errors: error ? [error] : [], messages: [], result, result_info }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}`, calls, close: () => server.close() };
}
