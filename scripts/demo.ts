import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pairs, sums } from './demo-content.ts';
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

async function post<T>(url: string, path: string, token: string, body: unknown, once?: string): Promise<T> {
  const response = await fetch(new URL(path, url), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(once ? { 'idempotency-key': once } : {}),
    },
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

/** Fills a fresh demo project with real content, through the public door; the runner's answers arrive when its job has run. */
export async function seedDemo(url: string, key: string): Promise<void> {
  // Under its own Idempotency-Key each step happens once, even if a start was cut off between two of them.
  const make = async <T = { id: string }>(step: string, path: string, body: unknown) =>
    post<T>(url, path, key, body, `demo-${step}`);
  const dataset = await make('dataset', '/v1/datasets', {
    name: 'Sums',
    description: 'Small sums with their answers.',
  });
  await make('items', `/v1/datasets/${dataset.id}/items`, { items: sums() });
  const provider = { kind: 'rule', verifier: 'numeric', options: {} };
  const judge = await make('judge', '/v1/judges', { name: 'Numeric answer', mode: 'reference', provider });
  const response = 'Half of 3/4 is 3/8, and 3/8 of 160 is 60. The answer is 60.';
  await make('judgment', '/v1/judgments', {
    judge_id: judge.id,
    prompt: 'What is half of 3/4 of 160?',
    response,
    reference: '60',
  });
  await seedStarters(url, key, make);
  const campaign = await make('campaign', '/v1/campaigns', {
    name: 'Bare answer or worked answer?',
    instructions: 'Choose the answer you would rather get.',
  });
  await make('comparisons', `/v1/campaigns/${campaign.id}/comparisons`, { comparisons: pairs });
  await make('leaderboard', '/v1/leaderboards', { name: 'Answer styles', campaign_id: campaign.id });
  const params = { dataset: dataset.id, model: 'tiny-arithmetic', max_new_tokens: 24 };
  await make('job', '/v1/jobs', { name: 'tiny-arithmetic answers Sums', recipe: 'generate', params });
}

type Starter = { id: string; source: string; manifest: { heads: { steps: unknown; reward: { pair_map: unknown } } } };

/** A judge on each starter model that this build ships: they need no key and send nothing anywhere. */
async function seedStarters(
  url: string,
  key: string,
  make: (step: string, path: string, body: unknown) => Promise<{ id: string }>,
): Promise<void> {
  const headers = { authorization: `Bearer ${key}` };
  const { data } = (await (await fetch(new URL('/v1/edge-models', url), { headers })).json()) as { data: Starter[] };
  for (const { id, manifest } of data.filter(({ source }) => source === 'starter')) {
    const provider = { kind: 'edge', model: id };
    if (manifest.heads.steps !== null)
      await make(`${id}-steps`, '/v1/judges', {
        ...{ name: `${id}: steps`, mode: 'steps', options: { split: 'lines' }, provider },
      });
    if (manifest.heads.reward.pair_map !== null)
      await make(`${id}-pair`, '/v1/judges', { name: `${id}: pairs`, mode: 'pair', provider });
  }
}
