import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Dataset, Item, ResponseRow } from '../../schema/contracts/datasets.ts';
import { part_bytes, type Upload } from '../../schema/contracts/uploads.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';

const platform = await openTestPlatform();
const project = await platform.project();
const db = await platform.mf.getD1Database('DB', 'assay-api');
const files = await platform.mf.getR2Bucket('FILES', 'assay-api');

type Page<T> = { data: T[]; next_cursor: string | null };
type Options = { dataset_id: string; kind: string; format?: string; on_error?: string; sha256?: string };

const makeDataset = async (owner: TestProject = project) =>
  (await owner.json<Dataset>('POST', '/v1/datasets', { name: 'Uploaded' })).id;
const counts = async (id: string) => {
  const { item_count, response_count } = await project.json<Dataset>('GET', `/v1/datasets/${id}`);
  return { item_count, response_count };
};
const open = (size_bytes: number, options: Options) =>
  project.json<Upload>('POST', '/v1/uploads', { ...options, size_bytes }, 201);
const put = (id: string, part: number, bytes: Uint8Array | string, owner = project) =>
  owner.request(`/v1/uploads/${id}/parts/${part}`, { method: 'PUT', body: bytes as BodyInit });
const partOf = (bytes: Uint8Array, part: number) => bytes.subarray((part - 1) * part_bytes, part * part_bytes);

async function settled(id: string, owner = project): Promise<Upload> {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    const upload = await owner.json<Upload>('GET', `/v1/uploads/${id}`);
    if (upload.finished_at !== null) return upload;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`Upload ${id} did not end.`);
}

/** Sends a file by parts, in the order of `order`, and waits until its lines are read. */
async function upload(text: string | Uint8Array, options: Options): Promise<Upload> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const { id } = await open(bytes.length, options);
  for (let part = 1; part <= Math.ceil(bytes.length / part_bytes); part++) {
    expect((await put(id, part, partOf(bytes, part))).status).toBe(200);
  }
  await project.json('POST', `/v1/uploads/${id}/complete`);
  return settled(id);
}

const jsonl = (rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const listed = async <T>(path: string) => (await project.json<Page<T>>('GET', `${path}?limit=200`)).data;

test('a JSONL file of items: BOM, CRLF, empty lines and no newline at the end; bad lines are reported, good ones kept', async () => {
  const dataset_id = await makeDataset();
  const text = [
    '\ufeff{"external_id":"ä","prompt":"one 🙂"}\r',
    '',
    '{"prompt": 3}',
    'not json',
    '{"external_id":"b","prompt":"two","reference":"2","metadata":{"k":[1]},"oops":1}',
    '{"external_id":"c","prompt":[{"role":"user","content":"hi"}]}\r',
    '   ',
    '{"external_id":"ä","prompt":"another"}',
    '{"external_id":"c","prompt":[{"role":"user","content":"hi"}]}',
    '[1]',
    '{"external_id":"last","prompt":"x"}',
  ].join('\n');
  const done = await upload(text, { dataset_id, kind: 'items' });
  expect(done).toMatchObject({ state: 'done', lines_good: 4, lines_bad: 5, processed_bytes: done.size_bytes });
  expect(done.errors.map(({ line }) => line)).toEqual([3, 4, 5, 8, 10]);
  const said = done.errors.map(({ message }) => message);
  expect(said[0]).toBe('prompt: must be a text or a list of {role, content} messages');
  expect(said[1]).toContain('each line must be one JSON object');
  expect(said[2]).toBe('there is no field "oops"; the fields are external_id, prompt, reference, metadata');
  expect(said[3]).toBe('the item "ä" is already there (at 1) with other content');
  expect(said[4]).toContain('must be a JSON object');
  expect((await listed<Item>(`/v1/datasets/${dataset_id}/items`)).map((item) => item.external_id)).toEqual([
    'ä',
    'c',
    'last',
  ]);
  expect(await files.head(`${project.project_id}/uploads/${done.id}`)).toBeNull();
});

test('a line that is not UTF-8 or longer than the cap is one bad line', async () => {
  const dataset_id = await makeDataset();
  const bytes = Buffer.concat([
    Buffer.from(`{"prompt":"${'x'.repeat(3_000_000)}"}\n{"prompt":"`),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}\n{"prompt":"good"}\n'),
  ]);
  const done = await upload(bytes, { dataset_id, kind: 'items' });
  expect(done).toMatchObject({ state: 'done', lines_good: 1, lines_bad: 2 });
  expect(done.errors).toEqual([
    { line: 1, message: 'is longer than 1,000,000 bytes; each line must be one JSON object' },
    { line: 2, message: 'is not UTF-8; save the file as UTF-8 and upload it again' },
  ]);
});

test('responses refer to items of the dataset; unknown items and clashes are bad lines, repetitions are none', async () => {
  const dataset_id = await makeDataset();
  await project.json('POST', `/v1/datasets/${dataset_id}/items`, { items: [{ external_id: 'a', prompt: '1' }] });
  const rows = [
    { item_id: 'a', model: 'm', content: 'x', correct: true },
    { item_id: 'gone', model: 'm', content: 'x' },
    { item_id: 'a', model: 'm', content: 'x', correct: true },
    { item_id: 'a', model: 'm', content: 'y' },
    { item_id: 'a', model: 'm', attempt: 2, content: 'y' },
  ];
  const first = await upload(jsonl(rows), { dataset_id, kind: 'responses' });
  expect(first).toMatchObject({ state: 'done', lines_good: 3, lines_bad: 2 });
  expect(first.errors.map(({ line }) => line)).toEqual([2, 4]);
  expect(first.errors[0]?.message).toContain('there is no item "gone"');
  const again = await upload(jsonl(rows), { dataset_id, kind: 'responses' });
  expect(again).toMatchObject({ lines_good: 3, lines_bad: 2 });
  expect(await counts(dataset_id)).toEqual({ item_count: 1, response_count: 2 });
});

test('an atomic upload keeps everything or nothing, also where two lines clash that are far apart', async () => {
  const dataset_id = await makeDataset();
  const rows = Array.from({ length: 3000 }, (_, n) => ({ external_id: `${n}`, prompt: `question ${n}` }));
  const options = { dataset_id, kind: 'items', on_error: 'atomic' };
  const bad = await upload(`${jsonl(rows)}{"prompt":1}\n`, options);
  expect(bad).toMatchObject({
    state: 'failed',
    lines_bad: 1,
    message: '1 of 3001 lines are bad, so nothing was kept.',
  });
  expect(bad.errors[0]?.line).toBe(3001);
  expect(await counts(dataset_id)).toEqual({ item_count: 0, response_count: 0 });
  const clash = await upload(jsonl([...rows, { external_id: '1', prompt: 'another' }]), options);
  expect(clash).toMatchObject({ state: 'failed', lines_bad: 1 });
  expect(clash.errors).toEqual([{ line: 3001, message: 'the item "1" is already there with other content' }]);
  expect(await counts(dataset_id)).toEqual({ item_count: 0, response_count: 0 });
  expect(await upload(jsonl(rows), options)).toMatchObject({ state: 'done', lines_good: 3000, lines_bad: 0 });
  expect(await counts(dataset_id)).toEqual({ item_count: 3000, response_count: 0 });
});

test('CSV: quoted commas, quotes and newlines; metadata columns; a bad row and a bad header are named', async () => {
  const dataset_id = await makeDataset();
  const csv =
    'external_id,prompt,reference,metadata.topic\r\na,"one, ""two""\nthree",,maths\r\nb,plain,4,\r\nc,too,many,cells,here\r\n,"open ""quote""",x,y\n';
  const done = await upload(csv, { dataset_id, kind: 'items', format: 'csv' });
  expect(done).toMatchObject({ state: 'done', lines_good: 3, lines_bad: 1 });
  expect(done.errors).toEqual([
    { line: 5, message: 'has 5 cells; the header has 4 columns: external_id, prompt, reference, metadata.topic' },
  ]);
  expect(await listed<Item>(`/v1/datasets/${dataset_id}/items`)).toMatchObject([
    { external_id: 'a', prompt: 'one, "two"\nthree', reference: null, metadata: { topic: 'maths' } },
    { external_id: 'b', prompt: 'plain', reference: '4', metadata: {} },
    { external_id: null, prompt: 'open "quote"', reference: 'x', metadata: { topic: 'y' } },
  ]);
  const answers = 'item_id,model,content,attempt,correct\na,m,"x\ny",1,true\nb,m,,2,0\nb,m,z,zero,\n';
  const read = await upload(answers, { dataset_id, kind: 'responses', format: 'csv' });
  expect(read).toMatchObject({ lines_good: 2, lines_bad: 1, errors: [{ line: 5 }] });
  expect(await listed<ResponseRow>(`/v1/datasets/${dataset_id}/responses`)).toMatchObject([
    { content: 'x\ny', attempt: 1, correct: true },
    { content: '', attempt: 2, correct: false },
  ]);
  const header = await upload('question,answer\n1,2\n', { dataset_id, kind: 'items', format: 'csv' });
  expect(header).toMatchObject({ state: 'failed' });
  expect(header.message).toContain('the header lacks the column prompt');
});

test('TRL preference lines, with explicit and implicit prompts, texts and chats', async () => {
  const dataset_id = await makeDataset();
  const user = { role: 'user', content: 'Hi' };
  const says = (content: string) => ({ role: 'assistant', content });
  const rows = [
    { prompt: 'Sky?', chosen: 'blue', rejected: 'green', score: 1 },
    { chosen: 'The sky is blue.', rejected: 'The sky is green.' },
    { prompt: [user], chosen: [says('Hello')], rejected: [says('Go away')] },
    { chosen: [user, says('Hello')], rejected: [user, says('No')] },
    { prompt: 'x', chosen: 'y' },
    { chosen: 'a', rejected: 'b' },
    { prompt: [user], chosen: [user], rejected: [says('x')] },
  ];
  const done = await upload(jsonl(rows), { dataset_id, kind: 'items', format: 'trl_preference' });
  expect(done).toMatchObject({ state: 'done', lines_good: 4, lines_bad: 3 });
  expect(done.errors.map(({ line }) => line)).toEqual([5, 6, 7]);
  const items = await listed<Item>(`/v1/datasets/${dataset_id}/items`);
  expect(items.map(({ prompt, metadata }) => [prompt, metadata])).toEqual([
    ['Sky?', { score: 1 }],
    ['The sky is', {}],
    [[user], {}],
    [[user], {}],
  ]);
  const responses = await listed<ResponseRow>(`/v1/datasets/${dataset_id}/responses`);
  expect(responses.map(({ model, content }) => `${model}:${content}`)).toEqual([
    'chosen:blue',
    'rejected:green',
    'chosen: blue.',
    'rejected: green.',
    'chosen:Hello',
    'rejected:Go away',
    'chosen:Hello',
    'rejected:No',
  ]);
  expect(responses[1]).toMatchObject({ item_id: items[0]?.id, correct: null, metadata: { preference: 'rejected' } });
});

test('pairs with gold labels become items with two responses; the same file again adds nothing', async () => {
  const dataset_id = await makeDataset();
  const rows = [
    { id: 7, prompt: 'p', response_a: 'x', response_b: 'y', label: 2, subset: 'hard' },
    { prompt: 'q', response_a: 'x', response_b: 'y', label: 'tie', model_a: 'm1', model_b: 'm2', id: 'named' },
    { prompt: 'q', response_a: 'x', response_b: 'y', label: 'c' },
    { prompt: 'q', response_a: 'x', response_b: 'y', label: null, model_a: 'b' },
  ];
  const options = { dataset_id, kind: 'items', format: 'pairs' };
  for (let time = 0; time < 2; time++) {
    const done = await upload(jsonl(rows), options);
    expect(done).toMatchObject({ state: 'done', lines_good: 2, lines_bad: 2 });
    expect(await counts(dataset_id)).toEqual({ item_count: 2, response_count: 4 });
  }
  const items = await listed<Item>(`/v1/datasets/${dataset_id}/items`);
  expect(items.map(({ external_id, metadata }) => [external_id, metadata])).toEqual([
    ['7', { subset: 'hard', label: 'b' }],
    ['named', { label: 'tie' }],
  ]);
  expect((await listed<ResponseRow>(`/v1/datasets/${dataset_id}/responses`)).map((row) => row.model)).toEqual([
    'a',
    'b',
    'm1',
    'm2',
  ]);
});

test('a 20 MB upload: parts out of order, one sent twice, interrupted, completed too early, then read once', {
  timeout: 90_000,
}, async () => {
  const dataset_id = await makeDataset();
  const line = (n: number) => `${JSON.stringify({ external_id: `${n}`, prompt: `${n} ${'é'.repeat(900)}` })}\n`;
  const bytes = new TextEncoder().encode(Array.from({ length: 11_000 }, (_, n) => line(n)).join(''));
  expect(bytes.length).toBeGreaterThan(20_000_000);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { id } = await open(bytes.length, { dataset_id, kind: 'items', sha256 });
  await put(id, 3, partOf(bytes, 3));
  await put(id, 1, new Uint8Array(part_bytes));
  const early = await project.request(`/v1/uploads/${id}/complete`, { method: 'POST' });
  expect(early.status).toBe(409);
  expect(await early.json()).toMatchObject({
    code: 'conflict',
    detail: 'Of 4 parts these are missing: 2, 4.',
    errors: [{ path: 'parts.2' }, { path: 'parts.4' }],
  });
  const { received_parts } = await project.json<Upload>('GET', `/v1/uploads/${id}`);
  expect(received_parts).toEqual([1, 3]);
  await Promise.all([4, 2, 1].map((part) => put(id, part, partOf(bytes, part))));
  expect(await project.json('POST', `/v1/uploads/${id}/complete`)).toMatchObject({ state: 'processing' });
  await project.json('POST', `/v1/uploads/${id}/complete`);
  expect(await settled(id)).toMatchObject({ state: 'done', lines_good: 11_000, lines_bad: 0 });
  expect(await counts(dataset_id)).toEqual({ item_count: 11_000, response_count: 0 });
  expect((await project.request(`/v1/uploads/${id}/complete`, { method: 'POST' })).status).toBe(200);
});

test('a part of a wrong size, a part too many and a body too large are refused', async () => {
  const { id } = await open(part_bytes + 10, { dataset_id: await makeDataset(), kind: 'items' });
  const short = await put(id, 1, 'abc');
  expect(short.status).toBe(400);
  expect(await short.json()).toMatchObject({
    detail: `Part 1 of 2 must have exactly ${part_bytes} bytes; this body has 3.`,
  });
  const unsized = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('abc'));
      controller.close();
    },
  });
  const streamed = await project.request(`/v1/uploads/${id}/parts/2`, {
    method: 'PUT',
    body: unsized,
    duplex: 'half',
  } as RequestInit);
  expect(streamed.status).toBe(400);
  expect((await put(id, 3, 'abc')).status).toBe(400);
  expect((await put(id, 0, 'abc')).status).toBe(400);
  expect((await put(id, 1, new Uint8Array(part_bytes + 2000))).status).toBe(413);
  expect((await project.json<Upload>('GET', `/v1/uploads/${id}`)).received_parts).toEqual([]);
});

test('a file that does not match its SHA-256 is not read', async () => {
  const dataset_id = await makeDataset();
  const done = await upload('{"prompt":"x"}\n', { dataset_id, kind: 'items', sha256: '0'.repeat(64) });
  expect(done).toMatchObject({ state: 'failed', lines_good: 0 });
  expect(done.message).toContain('SHA-256');
  expect(await counts(dataset_id)).toEqual({ item_count: 0, response_count: 0 });
  expect(await upload('\n \n', { dataset_id, kind: 'items' })).toMatchObject({
    state: 'failed',
    message: 'The file holds no lines.',
  });
});

test('messages that come twice, or are lost and sent again by the sweep, write each line once', async () => {
  const dataset_id = await makeDataset();
  const bytes = new TextEncoder().encode(jsonl(Array.from({ length: 5000 }, (_, n) => ({ prompt: `no name ${n}` }))));
  const { id } = await open(bytes.length, { dataset_id, kind: 'items' });
  await put(id, 1, bytes);
  const queue = await platform.mf.getQueueProducer('IMPORTS', 'assay-api');
  const pointer = { project_id: project.project_id, upload_id: id };
  await queue.send(pointer);
  await Promise.all([project.json('POST', `/v1/uploads/${id}/complete`), queue.send(pointer), queue.send(pointer)]);
  expect(await settled(id)).toMatchObject({ state: 'done', lines_good: 5000 });
  await queue.send(pointer);
  // As if the process had died with the file half read and the message gone.
  const lost = await open(bytes.length, { dataset_id, kind: 'items' });
  await files.put(`${project.project_id}/uploads/${lost.id}`, bytes);
  await db
    .prepare(`UPDATE uploads SET state = 'processing', updated_at = updated_at - 200000 WHERE id = ?`)
    .bind(lost.id)
    .run();
  await Promise.all([platform.scheduled(), platform.scheduled()]);
  expect(await settled(lost.id)).toMatchObject({ state: 'done', lines_good: 5000 });
  expect(await counts(dataset_id)).toEqual({ item_count: 10_000, response_count: 0 });
});

test('an upload is cancelled while it is sent, or by the sweep after a week; a finished one is not', async () => {
  const dataset_id = await makeDataset();
  const { id } = await open(100, { dataset_id, kind: 'items' });
  expect(await project.json('DELETE', `/v1/uploads/${id}`)).toMatchObject({ state: 'cancelled' });
  expect(await project.json('DELETE', `/v1/uploads/${id}`)).toMatchObject({ state: 'cancelled' });
  expect((await put(id, 1, 'x'.repeat(100))).status).toBe(409);
  expect((await project.request(`/v1/uploads/${id}/complete`, { method: 'POST' })).status).toBe(409);
  const old = await open(100, { dataset_id, kind: 'items' });
  await db.prepare('UPDATE uploads SET updated_at = updated_at - 8 * 86400000 WHERE id = ?').bind(old.id).run();
  await platform.scheduled();
  expect(await project.json('GET', `/v1/uploads/${old.id}`)).toMatchObject({ state: 'cancelled' });
  const done = await upload('{"prompt":"x"}', { dataset_id, kind: 'items' });
  expect((await project.request(`/v1/uploads/${done.id}`, { method: 'DELETE' })).status).toBe(409);
});

test('cancelled while it is read, an atomic upload leaves nothing and another keeps its good lines', async () => {
  const rows = jsonl(Array.from({ length: 500 }, (_, n) => ({ prompt: `${n}` })));
  for (const on_error of ['atomic', 'keep_good']) {
    const dataset_id = await makeDataset();
    const done = await upload(rows, { dataset_id, kind: 'items', on_error });
    // As if half of it were still to be read.
    await db.prepare(`UPDATE uploads SET state = 'processing', finished_at = NULL WHERE id = ?`).bind(done.id).run();
    const cancelled = await project.json<Upload>('DELETE', `/v1/uploads/${done.id}`);
    expect(cancelled.state).toBe('cancelled');
    expect(await counts(dataset_id)).toMatchObject({ item_count: on_error === 'atomic' ? 0 : 500 });
  }
});

test('deleting a dataset stops its uploads and removes their files', async () => {
  const dataset_id = await makeDataset();
  const { id } = await open(20, { dataset_id, kind: 'items' });
  await upload('{"prompt":"x"}', { dataset_id, kind: 'items' });
  await project.json('DELETE', `/v1/datasets/${dataset_id}`);
  expect((await project.request(`/v1/uploads/${id}`)).status).toBe(404);
  expect((await put(id, 1, 'x'.repeat(20))).status).toBe(404);
  expect(await listed<Upload>('/v1/uploads')).not.toContainEqual(expect.objectContaining({ dataset_id }));
});

test('lists page by page within a dataset; another project and a reader are kept out', async () => {
  const dataset_id = await makeDataset();
  const made = [await open(1, { dataset_id, kind: 'items' }), await open(1, { dataset_id, kind: 'responses' })];
  const page = await project.json<Page<Upload>>('GET', `/v1/uploads?dataset_id=${dataset_id}&limit=1`);
  const rest = await project.json<Page<Upload>>(
    'GET',
    `/v1/uploads?dataset_id=${dataset_id}&limit=1&cursor=${page.next_cursor}`,
  );
  expect([...page.data, ...rest.data].map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
  const id = made[0]?.id ?? '';
  const stranger = await platform.project();
  expect((await stranger.request(`/v1/uploads/${id}`)).status).toBe(404);
  expect((await put(id, 1, 'x', stranger)).status).toBe(404);
  expect((await stranger.request(`/v1/uploads/${id}/complete`, { method: 'POST' })).status).toBe(404);
  expect((await stranger.request(`/v1/uploads/${id}`, { method: 'DELETE' })).status).toBe(404);
  const announced = {
    method: 'POST',
    body: JSON.stringify({ dataset_id, kind: 'items', size_bytes: 1 }),
    headers: { 'content-type': 'application/json' },
  };
  expect((await stranger.request('/v1/uploads', announced)).status).toBe(404);
  const reader = await platform.key(project, ['read']);
  expect((await reader.request('/v1/uploads', announced)).status).toBe(403);
  expect((await put(id, 1, 'x', reader)).status).toBe(403);
  expect(
    (
      await project.request('/v1/uploads', {
        ...announced,
        body: JSON.stringify({ dataset_id, kind: 'items', size_bytes: 100_000_001 }),
      })
    ).status,
  ).toBe(400);
});

const llmbar = join(process.env.ASSAY_DATA ?? '../shared/data', 'llmbar/items.jsonl');

test.skipIf(!existsSync(llmbar))(
  'LLMBar: 419 pairs with gold labels (skipped where the data is not beside the checkout)',
  async () => {
    const dataset_id = await makeDataset();
    const done = await upload(readFileSync(llmbar), { dataset_id, kind: 'items', format: 'pairs', on_error: 'atomic' });
    expect(done).toMatchObject({ state: 'done', lines_good: 419, lines_bad: 0 });
    expect(await counts(dataset_id)).toEqual({ item_count: 419, response_count: 838 });
    const labels = await db
      .prepare(
        `SELECT metadata ->> 'label' AS label, count(*) AS n FROM items WHERE dataset_id = ? GROUP BY 1 ORDER BY 1`,
      )
      .bind(dataset_id)
      .all();
    expect(labels.results).toEqual([
      { label: 'a', n: 206 },
      { label: 'b', n: 213 },
    ]);
  },
);
