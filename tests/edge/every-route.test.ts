import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTestPlatform, type TestPlatform, type TestProject } from '../platform.ts';

/*
 * What every route inherits, run against every route of the OpenAPI document: a new route is covered by being declared.
 */
type Operation = {
  'x-scope': string;
  'x-body-limit': number;
  requestBody?: unknown;
  responses: Record<string, unknown>;
  parameters?: { name: string; in: string }[];
};
type Document = { paths: Record<string, Record<string, Operation>> };

const document = JSON.parse(readFileSync('schema/generated/openapi.json', 'utf8')) as Document;
const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    operation,
    name: `${method.toUpperCase()} ${path}`,
  })),
);
const closed = routes.filter(({ operation }) => !['public', 'setup'].includes(operation['x-scope']));
const all_scopes = ['judge', 'read', 'rate', 'campaigns', 'jobs', 'runner'];

/** Ids in the right form that name nothing of the asking project. */
const prefixes: Record<string, string> = {
  key: 'key',
  credential: 'crd',
  dataset: 'ds',
  upload: 'upl',
  judge: 'jdg',
  judgment: 'jmt',
  batch: 'bat',
  critique_batch: 'bat',
  evaluation: 'evl',
  calibration: 'cal',
  critic: 'crt',
  critic_evaluation: 'cev',
  critique: 'crq',
  campaign: 'cmp',
  leaderboard: 'ldb',
  job: 'job',
  artifact: 'art',
  model: 'mdl',
  report: 'rpt',
  refinement: 'rfn',
  rater: 'rtr',
  comparison: 'cpr',
  webhook: 'whk',
  delivery: 'dlv',
  'edge-model': 'edm',
};
/** What a route's query must hold. */
const queries: [RegExp, string][] = [
  [/^\/v1\/runner\/.*(parts|content)/, '?fence=1'],
  [/head-to-head|label-plan/, '?a=m&b=n'],
  [/\/agreement$/, `?with=ldb_${'0'.repeat(26)}`],
];
function fill(path: string, ids: Record<string, string>): string {
  const noun =
    path
      .split('/')[2]
      ?.replace('self-correction-reports', 'reports')
      .replace('judgment-batches', 'batchs')
      .replace('critique-batches', 'critique_batchs')
      .replace('critic-evaluations', 'critic_evaluations')
      .replace('runner', 'jobs')
      .replace(/s$/, '') ?? '';
  const query = queries.find(([pattern]) => pattern.test(path))?.[1] ?? '';
  return path
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      if (name === 'n') return '1';
      if (name === 'name') return 'dataset';
      if (name === 'model') return 'm';
      if (name === 'sha256') return '0'.repeat(64);
      if (name === 'slug') return 'no-such-board';
      const kind = name === 'id' ? noun : name.replace('_id', '');
      return ids[kind] ?? `${prefixes[kind] ?? 'xxx'}_${'0'.repeat(26)}`;
    })
    .concat(query);
}

/** Runner writes are refused by their fence before anything of the job is looked at. */
const isGuarded = (method: string, path: string) =>
  path.startsWith('/v1/runner/') && !/finish$|inputs/.test(path) && (method !== 'GET' || path.endsWith('/content'));

/** Bodies that pass the contract, for routes under an id: without one the body would be refused before the id is looked up. */
const hash = '0'.repeat(64);
const valid_bodies: Record<string, string> = Object.fromEntries(
  Object.entries({
    'POST /v1/datasets/{id}/items': { items: [{ prompt: 'x' }] },
    'POST /v1/datasets/{id}/responses': { responses: [{ item_id: 'x', model: 'm', content: 'c' }] },
    'POST /v1/critics/{id}/evaluations': {
      source: { kind: 'samples', samples: [{ response: '1 + 1 = 2', first_error: null }] },
    },
    'PATCH /v1/campaigns/{id}': { state: 'closed' },
    'PATCH /v1/leaderboards/{id}': { name: 'mine' },
    'PATCH /v1/webhooks/{id}': { enabled: false },
    'PATCH /v1/campaigns/{id}/raters/{rater_id}': { held: true },
    'PATCH /v1/campaigns/{id}/reports/{comparison_id}': { resolved: true },
    'POST /v1/campaigns/{id}/retirements': { model: 'm' },
    'POST /v1/campaigns/{id}/invitations': { count: 1 },
    'POST /v1/campaigns/{id}/comparisons/from-responses': { dataset_id: `ds_${'0'.repeat(26)}` },
    'POST /v1/campaigns/{id}/comparisons': {
      comparisons: [{ prompt: 'x', response_a: 'a', response_b: 'b', model_a: 'm', model_b: 'n' }],
    },
    'POST /v1/judges/{id}/evaluations': { source: { kind: 'ledger', dataset_id: `ds_${'0'.repeat(26)}` } },
    'POST /v1/judges/{id}/calibrations': { evaluation_id: `evl_${'0'.repeat(26)}` },
    'POST /v1/self-correction-reports/{id}/comparisons': { with: `rpt_${'0'.repeat(26)}` },
    'PUT /v1/judges/{id}/shadow': { beside: `jdg_${'0'.repeat(26)}`, against: { kind: 'teacher' } },
    'PUT /v1/judges/{id}/watch': { campaign_id: `cmp_${'0'.repeat(26)}`, in_control_agreement: 0.8, drop_to: 0.6 },
    'POST /v1/runner/jobs/{id}/heartbeat': { fence: 1 },
    'POST /v1/runner/jobs/{id}/events': { fence: 1, events: [{ seq: 1, at: 1, kind: 'log', data: {} }] },
    'POST /v1/runner/jobs/{id}/finish': { fence: 1, outcome: 'succeeded' },
    'POST /v1/runner/jobs/{id}/artifacts': { fence: 1, name: 'x', sha256: hash, size_bytes: 1 },
    'POST /v1/runner/jobs/{id}/artifacts/{artifact_id}/complete': { fence: 1 },
  }).map(([name, body]) => [name, JSON.stringify(body)]),
);

describe('every route', () => {
  let platform: TestPlatform;
  let mine: TestProject;
  let stranger: TestProject;
  let ids: Record<string, string>;

  beforeAll(async () => {
    platform = await openTestPlatform();
    [mine, stranger] = await Promise.all([platform.project(), platform.project()]);
    ids = await oneOfEach(mine);
  });

  /** Makes one of each thing in a project; its ids are what another project must never reach. */
  async function oneOfEach(project: TestProject): Promise<Record<string, string>> {
    const make = async (path: string, body: unknown) => (await project.json<{ id: string }>('POST', path, body)).id;
    const dataset = await make('/v1/datasets', { name: 'secret name' });
    const campaign = await make('/v1/campaigns', { name: 'secret name' });
    const judge = await make('/v1/judges', {
      name: 'secret name',
      mode: 'reference',
      provider: { kind: 'rule', verifier: 'exact' },
    });
    const critic = await make('/v1/critics', { name: 'secret name', panel: [{ kind: 'arithmetic' }] });
    const attempts = [1, 2].map((attempt) => ({ question: 'q', attempt, correct: true }));
    return {
      key: await make('/v1/keys', { name: 'secret name', scopes: ['read'] }),
      credential: await make('/v1/credentials', {
        name: 'mine',
        bound_to: 'openai',
        secret: 'secret name'.replace(' ', '-'),
      }),
      dataset,
      campaign,
      upload: await make('/v1/uploads', { dataset_id: dataset, kind: 'items', size_bytes: 10 }),
      judge,
      batch: await make('/v1/judgment-batches', {
        judge_id: judge,
        name: 'secret name',
        source: { kind: 'dataset', dataset_id: dataset },
      }),
      critic,
      critique_batch: await make('/v1/critique-batches', {
        critic_id: critic,
        name: 'secret name',
        source: { kind: 'dataset', dataset_id: dataset },
      }),
      critique: await make('/v1/critiques', { critic_id: critic, response: 'secret name: 1 + 1 = 3' }),
      critic_evaluation: await make(`/v1/critics/${critic}/evaluations`, {
        name: 'secret name',
        source: { kind: 'samples', samples: [{ response: '1 + 1 = 2', first_error: null }] },
      }),
      webhook: await make('/v1/webhooks', { url: 'https://example.org/secret', events: ['job.finished'] }),
      leaderboard: await make('/v1/leaderboards', { name: 'secret name', campaign_id: campaign }),
      job: await make('/v1/jobs', {
        name: 'secret name',
        recipe: 'generate',
        params: { dataset, model: 'tiny-arithmetic' },
      }),
      report: await make('/v1/self-correction-reports', {
        name: 'secret name',
        source: { kind: 'attempts', attempts },
      }),
    };
  }

  async function problem(response: Response, status: number, name: string) {
    const text = await response.text();
    expect(response.status, `${name}: ${text.slice(0, 300)}`).toBe(status);
    expect(response.headers.get('content-type'), name).toContain('application/problem+json');
    const body = JSON.parse(text) as { status: number; request_id: string; detail: string; code: string };
    expect(body.status, name).toBe(status);
    expect(body.request_id, name).toBe(response.headers.get('x-request-id'));
    expect(body.detail.length, name).toBeGreaterThan(10);
    return body;
  }

  const send = (method: string, body?: string | Uint8Array) => ({
    method,
    ...(method === 'GET' || method === 'DELETE'
      ? {}
      : { body: body ?? '{}', headers: { 'content-type': 'application/json' } }),
  });

  test('the document holds every route the Worker answers, and the Worker serves it', async () => {
    const served = (await (await platform.request('/openapi.json')).json()) as Document;
    expect(Object.keys(served.paths).sort()).toEqual(Object.keys(document.paths).sort());
    expect(routes.length).toBeGreaterThan(40);
  });

  test('without a key: 401', async () => {
    for (const { method, path, name } of closed)
      await problem(await platform.request(fill(path, ids), send(method)), 401, name);
  });

  test('with a forged, a malformed or a revoked key: 401', async () => {
    const revoked = await platform.key(mine, ['admin']);
    await mine.json('DELETE', `/v1/keys/${revoked.key_id}`);
    for (const token of [`${mine.key.slice(0, -4)}AAAA`, 'asy_x', 'Bearer', revoked.key]) {
      for (const { method, path, name } of closed.slice(0, 8)) {
        const init = send(method);
        await problem(
          await platform.request(fill(path, ids), {
            ...init,
            headers: { ...init.headers, authorization: `Bearer ${token}` },
          }),
          401,
          name,
        );
      }
    }
  });

  test('with every scope but the right one: 403', async () => {
    const keys = new Map<string, TestProject>();
    for (const { method, path, operation, name } of closed) {
      const scope = operation['x-scope'];
      if (scope === 'any') continue;
      const others = all_scopes.filter((one) => one !== scope);
      const key = keys.get(scope) ?? (await platform.key(mine, others));
      keys.set(scope, key);
      const body = await problem(await key.request(fill(path, ids), send(method)), 403, name);
      expect(body.detail, name).toContain(`"${scope}"`);
    }
  });

  test("another project's ids: 404 for every method, and nothing of it is told", async () => {
    for (const { method, path, name } of closed) {
      if (!path.includes('{')) continue;
      const response = await stranger.request(fill(path, ids), send(method, valid_bodies[name] ?? '{}'));
      const body = await problem(response, isGuarded(method, path) ? 409 : 404, name);
      expect(JSON.stringify(body), name).not.toContain('secret name');
    }
    for (const { method, path, name } of closed) {
      if (method !== 'GET' || path.includes('{')) continue;
      const text = await (await stranger.request(path)).text();
      expect(text, name).not.toContain('secret name');
    }
    // Nothing of mine has changed.
    expect(await mine.json('GET', `/v1/jobs/${ids.job}`)).toMatchObject({
      name: 'secret name',
      cancel_requested: false,
    });
    expect(await mine.json('GET', `/v1/datasets/${ids.dataset}`)).toMatchObject({ name: 'secret name' });
    expect(await mine.json('GET', `/v1/campaigns/${ids.campaign}`)).toMatchObject({ state: 'open' });
  });

  test('a body that is not JSON, or of the wrong shape: 400', async () => {
    for (const { method, path, operation, name } of routes) {
      if (!operation.requestBody || operation['x-scope'] === 'setup') continue;
      for (const body of ['{"a":', '[]', '{"no_such_field":1}']) {
        const response = await mine.request(fill(path, ids), {
          ...send(method, body),
          headers: { 'content-type': 'application/json', 'x-assay-csrf': '1' },
        });
        await problem(response, 400, `${name} ${body}`);
      }
    }
  });

  test('an oversized body: 413, by its length or as it streams', async () => {
    for (const { method, path, operation, name } of routes) {
      if (method === 'GET' || method === 'DELETE' || operation['x-scope'] === 'setup') continue;
      const bytes = new Uint8Array(operation['x-body-limit'] + 1).fill(32);
      await problem(await mine.request(fill(path, ids), send(method, bytes)), 413, name);
    }
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(500_000).fill(32));
      },
    });
    const init = {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    } as RequestInit;
    await problem(await mine.request('/v1/datasets', init), 413, 'a body of unknown length');
  });

  test('ids of the wrong form and lists with a bad page: 400', async () => {
    for (const { method, path, operation, name } of closed) {
      if (path.includes('{id}'))
        await problem(
          await mine.request(fill(path, {}).replace(/\/[a-z]+_0{26}/, '/nonsense'), send(method)),
          400,
          name,
        );
      if (operation.parameters?.some((one) => one.name === 'limit') && !path.includes('{'))
        await problem(await mine.request(`${path}?limit=0`), 400, name);
    }
  });

  test('every list pages by limit and cursor, and the pages join to the whole', async () => {
    for (const { method, operation, name } of closed) {
      const shape = JSON.stringify(operation.responses['200'] ?? '');
      if (method === 'GET' && /Page"/.test(shape)) {
        const taken = operation.parameters?.map((one) => one.name);
        expect(taken, name).toEqual(expect.arrayContaining(['limit', 'cursor']));
      } else expect(shape, name).not.toMatch(/List"/);
    }
    for (const box of ['a', 'b', 'c']) {
      const ask = { name: box, recipes: [], version: '1', device: 'cpu', wait_ms: 0 };
      await mine.json('POST', '/v1/runner/leases', ask, 204);
    }
    type Names = { data: { name: string }[]; next_cursor: string | null };
    for (const path of ['/v1/recipes', '/v1/runners']) {
      const whole = await mine.json<Names>('GET', path);
      const names: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: Names = await mine.json<Names>('GET', `${path}?limit=1${cursor && `&cursor=${cursor}`}`);
        names.push(...page.data.map((one) => one.name));
        cursor = page.next_cursor;
      }
      expect(names.length, path).toBeGreaterThan(2);
      expect(names, path).toEqual(whole.data.map((one) => one.name));
    }
  });

  test('every POST that creates takes an Idempotency-Key', async () => {
    for (const { method, operation, name } of routes) {
      const creates = method === 'POST' && '201' in operation.responses && operation['x-scope'] !== 'public';
      const takes = operation.parameters?.some((one) => one.name === 'idempotency-key') ?? false;
      expect(takes, name).toBe(creates);
    }
    const init = {
      ...send('POST', '{"name":"x"}'),
      headers: { 'content-type': 'application/json', 'idempotency-key': 'a b' },
    };
    await problem(await mine.request('/v1/datasets', init), 400, 'a key with a space');
  });

  test('security headers, CORS with a key only, and a request id on every answer', async () => {
    const open = await mine.request('/v1/datasets', { headers: { origin: 'https://elsewhere.example' } });
    expect(open.headers.get('access-control-allow-origin')).toBe('*');
    expect(open.headers.get('access-control-allow-credentials')).toBeNull();
    expect(open.headers.get('x-content-type-options')).toBe('nosniff');
    expect(open.headers.get('strict-transport-security')).toContain('max-age');
    const cookie = await platform.request('/v1/session', {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example' },
    });
    expect(cookie.headers.get('access-control-allow-origin')).toBeNull();
    expect((await platform.request('/v1/nothing')).headers.get('x-request-id')).toMatch(/^req_/);
    await problem(await platform.request('/v1/nothing'), 404, 'no such route');
  });

  test('logs are one JSON line a request, without secrets or candidate text', async () => {
    await mine.request('/v1/judgments', {
      method: 'POST',
      body: JSON.stringify({ judge_id: ids.judge, response: 'candidate text 12345' }),
      headers: { 'content-type': 'application/json' },
    });
    await expect.poll(() => platform.logs.some((line) => line.includes('"path":"/v1/judgments"'))).toBe(true);
    const logged = platform.logs.join('\n');
    expect(logged).not.toContain('candidate text 12345');
    expect(logged).not.toContain(mine.key.slice(-43));
  });
});

describe('sessions', () => {
  test('a key is exchanged for a cookie that signs in, and writes need our own page', async () => {
    const platform = await openTestPlatform();
    const project = await platform.project();
    const headers = { 'content-type': 'application/json', 'x-assay-csrf': '1' };
    const signed = await platform.request('/v1/session', {
      method: 'POST',
      headers,
      body: JSON.stringify({ key: project.key }),
    });
    expect(signed.status).toBe(201);
    const set = signed.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/^__Host-assay_session=.*HttpOnly; Secure; SameSite=Strict/);
    const cookie = set.split(';')[0] ?? '';
    expect((await platform.request('/v1/session', { headers: { cookie } })).status).toBe(200);
    const write = (more: Record<string, string>) =>
      platform.request('/v1/datasets', {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', ...more },
        body: '{"name":"x"}',
      });
    expect((await write({})).status).toBe(403);
    expect((await write({ 'x-assay-csrf': '1', origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await write({ 'x-assay-csrf': '1', origin: platform.url })).status).toBe(201);
    await project.json('DELETE', `/v1/keys/${project.key_id}`);
    expect((await platform.request('/v1/session', { headers: { cookie } })).status).toBe(401);
  });
});
