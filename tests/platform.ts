import { afterAll } from 'vitest';
import { openPlatform, type Platform, type PlatformOptions } from '../scripts/platform.ts';

/** The token that lets a test create projects. */
export const SETUP_TOKEN = 'setup_for_tests';

/** A project made for one test, with a key and a `fetch` that carries it. */
export interface TestProject {
  project_id: string;
  key: string;
  key_id: string;
  request: (path: string, init?: RequestInit) => Promise<Response>;
  /** Sends JSON and answers with the parsed body; throws, with that body, unless the status is as expected (any 2xx by default). */
  json: <T = Record<string, unknown>>(method: string, path: string, body?: unknown, status?: number) => Promise<T>;
}

/** The platform as tests see it: a URL, the clock's hand, and projects on demand. */
export interface TestPlatform extends Platform {
  /** What the Workers logged, line by line. */
  logs: string[];
  request: (path: string, init?: RequestInit) => Promise<Response>;
  /** A fresh project; with `scopes`, its key has these alone, otherwise it is the project's first key (`admin`). */
  project: (scopes?: string[]) => Promise<TestProject>;
  /** Another key of an existing project. */
  key: (project: TestProject, scopes: string[]) => Promise<TestProject>;
}

/** Opens a fresh platform of the built Workers in memory on a free port; it closes itself after the file's last test. */
export async function openTestPlatform(options: PlatformOptions = {}): Promise<TestPlatform> {
  const logs: string[] = [];
  const vars = {
    ASSAY_SECRET: 'root secret for tests',
    ASSAY_SETUP_TOKEN: SETUP_TOKEN,
    ASSAY_ENV: 'test',
    // Models are stubbed by a server on this machine.
    ASSAY_ALLOW_PRIVATE_URLS: '1',
    ...options.vars,
  };
  const platform = await openPlatform({ on_log: (line) => logs.push(line), edge_models: false, ...options, vars });
  afterAll(() => platform.close());

  const request = (path: string, init?: RequestInit) => send(new URL(path, platform.url), init);
  const project = async (scopes?: string[]) => {
    const setup = testProject(platform.url, '', SETUP_TOKEN, '');
    const made = await setup.json<{ project: { id: string }; key: { id: string; token: string } }>(
      'POST',
      '/v1/projects',
      {
        name: 'A test',
      },
    );
    const first = testProject(platform.url, made.project.id, made.key.token, made.key.id);
    return scopes ? key(first, scopes) : first;
  };
  const key = async (owner: TestProject, scopes: string[]) => {
    const made = await owner.json<{ id: string; token: string }>('POST', '/v1/keys', { name: 'A test key', scopes });
    return testProject(platform.url, owner.project_id, made.token, made.id);
  };
  return { ...platform, logs, request, project, key };
}

/** Waits for something to hold. */
export async function eventually(holds: () => Promise<boolean>, ms = 30_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((done) => setTimeout(done, 50)))
    if (await holds()) return;
  throw new Error(`It did not come about: ${holds}`);
}

/** Wraps a URL and a key that exist already, such as those of a platform that another process runs. */
export function testProject(url: string, project_id: string, key: string, key_id = ''): TestProject {
  const request = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${key}`);
    return send(new URL(path, url), { ...init, headers });
  };
  const json = async <T>(method: string, path: string, body?: unknown, status?: number): Promise<T> => {
    const sent =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await request(path, { method, ...sent });
    const text = await response.text();
    if (status === undefined ? !response.ok : response.status !== status) {
      throw new Error(`${method} ${path} answered ${response.status}, not ${status ?? '2xx'}: ${text}`);
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return { project_id, key, key_id, request, json };
}

/** A connection of its own for each request: on a busy machine one that is kept may be closed by the time it is used again. */
function send(url: URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('connection', 'close');
  return fetch(url, { ...init, headers });
}
