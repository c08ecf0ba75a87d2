import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readState, writeState } from './state.ts';

/** The demo project and its keys, as kept in DATA/demo.json. */
export interface Demo {
  project_id: string;
  /** Full rights: for the dashboard and for trying the API. */
  key: string;
  /** Scope `runner` only. */
  runner_key: string;
  /** Whether `seedDemo` has run to its end. */
  seeded: boolean;
}

async function post<T>(url: string, path: string, token: string, body: unknown): Promise<T> {
  const response = await fetch(new URL(path, url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

async function isAccepted(url: string, key: string): Promise<boolean> {
  const response = await fetch(new URL('/v1/keys?limit=1', url), { headers: { authorization: `Bearer ${key}` } });
  return response.ok;
}

/** Creates the demo project once, through the public door; a second call finds it again. */
export async function ensureDemo(
  url: string,
  data: string,
  setupToken: string,
): Promise<{ demo: Demo; created: boolean }> {
  const path = join(data, 'demo.json');
  if (existsSync(path)) {
    const demo = readState<Demo>(path, ['project_id', 'key', 'runner_key']);
    // Its database may have been lost while this file was kept: then a new project takes its place.
    if (await isAccepted(url, demo.key)) {
      await finish(url, path, demo);
      return { demo, created: false };
    }
  }
  const { project, key } = await post<{ project: { id: string }; key: { token: string } }>(
    url,
    '/v1/projects',
    setupToken,
    {
      name: 'Demo',
    },
  );
  const runner = await post<{ token: string }>(url, '/v1/keys', key.token, {
    name: 'Local runner',
    scopes: ['runner'],
  });
  const demo: Demo = { project_id: project.id, key: key.token, runner_key: runner.token, seeded: false };
  writeState(path, demo);
  await finish(url, path, demo);
  return { demo, created: true };
}

async function finish(url: string, path: string, demo: Demo): Promise<void> {
  if (demo.seeded) return;
  await seedDemo(url, demo.key);
  demo.seeded = true;
  writeState(path, demo);
}

/** Fills a fresh demo project with real content, through the public door. */
export async function seedDemo(_url: string, _key: string): Promise<void> {}
