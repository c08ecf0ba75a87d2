import { expect, test } from 'vitest';
import type { Dataset, Item, ResponseRow } from '../../schema/contracts/datasets.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';

const platform = await openTestPlatform();
const project = await platform.project();

type Page<T> = { data: T[]; next_cursor: string | null };
type Ids = { ids: string[] };

const makeDataset = (owner: TestProject = project) => owner.json<Dataset>('POST', '/v1/datasets', { name: 'Sums' });

async function problem(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return (await response.json()) as { code: string; detail: string; errors?: { path: string; message: string }[] };
}

async function post(owner: TestProject, path: string, body: unknown) {
  return owner.request(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}

async function every<T>(path: string): Promise<T[]> {
  const rows: T[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page<T> = await project.json('GET', `${path}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    rows.push(...page.data);
    cursor = page.next_cursor;
  }
  return rows;
}

test('a dataset is created, shown, listed newest first by pages, and deleted with everything in it', async () => {
  const owner = await platform.project();
  const first = await makeDataset(owner);
  expect(first).toMatchObject({ name: 'Sums', description: '', item_count: 0, response_count: 0 });
  const second = await makeDataset(owner);
  const page = await owner.json<Page<Dataset>>('GET', '/v1/datasets?limit=1');
  const rest = await owner.json<Page<Dataset>>('GET', `/v1/datasets?limit=1&cursor=${page.next_cursor}`);
  expect([...page.data, ...rest.data].map(({ id }) => id)).toEqual([second.id, first.id]);
  await owner.json('POST', `/v1/datasets/${first.id}/items`, { items: [{ external_id: 'a', prompt: '1+1' }] });
  await owner.json('POST', `/v1/datasets/${first.id}/responses`, {
    responses: [{ item_id: 'a', model: 'm', content: '2' }],
  });
  expect(await owner.json('GET', `/v1/datasets/${first.id}`)).toMatchObject({ item_count: 1, response_count: 1 });
  expect(await owner.json('DELETE', `/v1/datasets/${first.id}`)).toEqual({ id: first.id, deleted: true });
  expect((await problem(await owner.request(`/v1/datasets/${first.id}`))).code).toBe('not_found');
  expect((await owner.request(`/v1/datasets/${first.id}`, { method: 'DELETE' })).status).toBe(404);
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  for (const table of ['items', 'responses']) {
    expect(await db.prepare(`SELECT count(*) AS n FROM ${table} WHERE dataset_id = ?`).bind(first.id).first('n')).toBe(
      0,
    );
  }
});

test('items keep their order, their texts and their JSON exactly', async () => {
  const { id } = await makeDataset();
  const items = Array.from({ length: 120 }, (_, n) => ({
    external_id: `item ${n}`,
    prompt: n % 2 ? `"${n}" × ½ \n\t\\ 🙂 \u2028` : [{ role: 'user' as const, content: `${n}?` }],
    reference: n % 3 ? String(n) : null,
    metadata: { n, nested: { list: [1, 'two', null, true] } },
  }));
  const { ids } = await project.json<Ids>('POST', `/v1/datasets/${id}/items`, { items }, 201);
  const stored = await every<Item>(`/v1/datasets/${id}/items?limit=50`);
  expect(stored.map((item) => item.id)).toEqual(ids);
  expect(
    stored.map(({ external_id, prompt, reference, metadata }) => ({ external_id, prompt, reference, metadata })),
  ).toEqual(items);
});

test('adding the same again changes nothing, another content under the same name is refused, and nothing of that request is kept', async () => {
  const { id } = await makeDataset();
  const items = [{ external_id: 'a', prompt: '1+1', metadata: { level: 1 } }, { prompt: 'unnamed' }];
  const first = await project.json<Ids>('POST', `/v1/datasets/${id}/items`, { items });
  const again = await project.json<Ids>('POST', `/v1/datasets/${id}/items`, {
    items: [items[0], { external_id: 'a2', prompt: 'x' }],
  });
  expect(again.ids[0]).toBe(first.ids[0]);
  const clash = await post(project, `/v1/datasets/${id}/items`, {
    items: [
      { external_id: 'b', prompt: 'new' },
      { external_id: 'a', prompt: '2+2' },
    ],
  });
  expect(clash.status).toBe(400);
  expect(await problem(clash)).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'items.1', message: 'the item "a" is already there with other content' }],
  });
  const twice = await post(project, `/v1/datasets/${id}/items`, {
    items: [
      { external_id: 'c', prompt: '1' },
      { external_id: 'c', prompt: '2' },
    ],
  });
  expect((await problem(twice)).errors).toEqual([
    { path: 'items.1', message: 'the item "c" is already there (at 0) with other content' },
  ]);
  expect(await project.json('GET', `/v1/datasets/${id}`)).toMatchObject({ item_count: 3 });
});

test('responses name items by either id, are found by model, item and attempt, and clash only where they differ', async () => {
  const { id } = await makeDataset();
  const path = `/v1/datasets/${id}/responses`;
  const {
    ids: [a, b],
  } = await project.json<Ids>('POST', `/v1/datasets/${id}/items`, {
    items: [
      { external_id: 'a', prompt: '1' },
      { external_id: 'b', prompt: '2' },
    ],
  });
  const responses = [
    { item_id: 'a', model: 'm1', content: 'x', correct: true, metadata: { t: 0.5 } },
    { item_id: b, model: 'm1', content: 'y', correct: false },
    { item_id: 'a', model: 'm2', content: 'z' },
    { item_id: 'a', model: 'm1', attempt: 2, content: 'x2' },
    { item_id: 'a', model: 'm1', sample: 1, content: 'other sample' },
  ];
  const { ids } = await project.json<Ids>('POST', path, { responses }, 201);
  expect((await project.json<Ids>('POST', path, { responses })).ids).toEqual(ids);
  const found = async (query: string) => (await every<ResponseRow>(`${path}?limit=2${query}`)).map((row) => row.id);
  expect(await found('')).toEqual(ids);
  expect(await found('&model=m2')).toEqual([ids[2]]);
  expect(await found(`&item_id=${a}&attempt=1&model=m1`)).toEqual([ids[0], ids[4]]);
  const [row] = await every<ResponseRow>(`${path}?limit=1`);
  expect(row).toMatchObject({
    item_id: a,
    model: 'm1',
    sample: 0,
    attempt: 1,
    content: 'x',
    correct: true,
    metadata: { t: 0.5 },
  });
  const bad = await post(project, path, {
    responses: [
      { item_id: 'a', model: 'm3', content: '' },
      { item_id: 'nobody', model: 'm', content: '' },
      { item_id: 'a', model: 'm1', content: 'changed', correct: true },
    ],
  });
  const { errors } = await problem(bad);
  expect(errors?.map(({ path: where }) => where)).toEqual(['responses.1', 'responses.2']);
  expect(errors?.[0]?.message).toContain('there is no item "nobody"');
  expect(errors?.[1]?.message).toContain('already there with other content');
  expect(await found('&model=m3')).toEqual([]);
});

test('an export may be uploaded again as it is: here it changes nothing, elsewhere it makes a copy', async () => {
  const { id } = await makeDataset();
  await project.json('POST', `/v1/datasets/${id}/items`, {
    items: [{ external_id: 'a', prompt: '1' }, { prompt: 'unnamed' }],
  });
  const items = await every<Item>(`/v1/datasets/${id}/items?limit=50`);
  const responses = items.map((item) => ({
    item_id: item.id,
    model: 'm',
    content: `to ${item.prompt}`,
    correct: null,
  }));
  await project.json('POST', `/v1/datasets/${id}/responses`, { responses });
  const exported = async (dataset: string, what: string) => {
    const answer = await project.request(`/v1/datasets/${dataset}/export?what=${what}`);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    return (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const copy = await makeDataset();
  for (const target of [id, copy.id]) {
    await project.json('POST', `/v1/datasets/${target}/items`, { items: await exported(id, 'items') }, 201);
    await project.json('POST', `/v1/datasets/${target}/responses`, { responses: await exported(id, 'responses') }, 201);
    expect(await project.json('GET', `/v1/datasets/${target}`)).toMatchObject({ item_count: 2, response_count: 2 });
  }
  expect(await exported(copy.id, 'responses')).toEqual(await exported(id, 'responses'));
});

test('pages and exports of long texts stay within bounds and lose nothing', async () => {
  const { id } = await makeDataset();
  const long = 'x'.repeat(900_000);
  for (let n = 0; n < 7; n++) {
    await project.json('POST', `/v1/datasets/${id}/items`, {
      items: [{ external_id: `${n}`, prompt: `${n} ${long}` }],
    });
    await project.json('POST', `/v1/datasets/${id}/responses`, {
      responses: [{ item_id: `${n}`, model: 'm', content: `${n} ${long}` }],
    });
  }
  const page = await project.json<Page<Item>>('GET', `/v1/datasets/${id}/items?limit=200`);
  expect(page.data.length).toBeLessThan(7);
  expect((await every<Item>(`/v1/datasets/${id}/items?limit=200`)).map((item) => item.external_id)).toEqual([
    '0',
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
  ]);
  for (const what of ['items', 'responses']) {
    const text = await (await project.request(`/v1/datasets/${id}/export?what=${what}`)).text();
    expect(text.trimEnd().split('\n')).toHaveLength(7);
  }
  const too_long = await post(project, `/v1/datasets/${id}/items`, { items: [{ prompt: 'y'.repeat(999_999) }] });
  expect((await problem(too_long)).errors?.[0]?.path).toBe('items.0');
});

test('what is malformed is refused with the faulty place', async () => {
  const { id } = await makeDataset();
  const answer = await post(project, `/v1/datasets/${id}/items`, { items: [{ prompt: 'fine' }, { prompt: 3 }] });
  expect(answer.status).toBe(400);
  expect((await problem(answer)).errors?.[0]?.path).toBe('items.1.prompt');
  expect((await project.request(`/v1/datasets/${id}/export?what=all`)).status).toBe(400);
  expect((await project.request('/v1/datasets/nonsense')).status).toBe(400);
});

test('another project sees nothing and may change nothing; a reader may not write', async () => {
  const { id } = await makeDataset();
  const { ids } = await project.json<Ids>('POST', `/v1/datasets/${id}/items`, {
    items: [{ external_id: 'a', prompt: 'secret' }],
  });
  const stranger = await platform.project();
  for (const path of ['', '/items', '/responses', '/export?what=items']) {
    expect((await stranger.request(`/v1/datasets/${id}${path}`)).status).toBe(404);
  }
  expect((await post(stranger, `/v1/datasets/${id}/items`, { items: [{ prompt: 'mine' }] })).status).toBe(404);
  expect((await stranger.request(`/v1/datasets/${id}`, { method: 'DELETE' })).status).toBe(404);
  const own = await makeDataset(stranger);
  const answer = await post(stranger, `/v1/datasets/${own.id}/responses`, {
    responses: [{ item_id: ids[0], model: 'm', content: '' }],
  });
  expect(answer.status).toBe(400);
  const reader = await platform.key(project, ['read']);
  expect((await reader.request(`/v1/datasets/${id}`)).status).toBe(200);
  expect((await post(reader, '/v1/datasets', { name: 'no' })).status).toBe(403);
  expect((await post(reader, `/v1/datasets/${id}/items`, { items: [{ prompt: 'no' }] })).status).toBe(403);
  expect((await reader.request(`/v1/datasets/${id}`, { method: 'DELETE' })).status).toBe(403);
  expect(await project.json('GET', `/v1/datasets/${id}`)).toMatchObject({ item_count: 1 });
});
