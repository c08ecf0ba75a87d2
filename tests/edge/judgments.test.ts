import { beforeAll, describe, expect, test } from 'vitest';
import type { Judge } from '../../schema/contracts/judges.ts';
import type { Judgment } from '../../schema/contracts/judgments.ts';
import { openTestPlatform, type TestPlatform, type TestProject } from '../platform.ts';

describe('judges and judgments', () => {
  let platform: TestPlatform;
  let project: TestProject;
  let judge: Judge;

  beforeAll(async () => {
    platform = await openTestPlatform();
    project = await platform.project();
    judge = await create('numeric', {});
  });

  const create = (verifier: string, options: object, name: string = verifier) =>
    project.json<Judge>('POST', '/v1/judges', {
      name,
      mode: 'reference',
      provider: { kind: 'rule', verifier, options },
    });
  const ask = (judge_id: string, response: string, reference: string | null) =>
    project.json<Judgment>('POST', '/v1/judgments', { judge_id, response, reference });

  test('each verifier gives a verdict through the service binding', async () => {
    const cases: [string, object, string, string | null, string][] = [
      ['numeric', {}, 'So she pays $1,234.50.', '1234.5', 'correct'],
      ['numeric', {}, 'The answer is 3/4', '0.75', 'correct'],
      ['numeric', {}, 'The answer is 7', '8', 'incorrect'],
      ['numeric', {}, 'I do not know.', '8', 'unreadable'],
      ['exact', {}, 'Paris', 'Paris', 'correct'],
      ['regex', { pattern: '^a+$' }, 'aaa', null, 'correct'],
      ['json_schema', { schema: { type: 'object', required: ['a'] } }, '{"a":1}', null, 'correct'],
      ['contains', { all: ['x', 'z'] }, 'x only', null, 'incorrect'],
      ['choice', {}, 'The correct option is **C**.', 'C', 'correct'],
    ];
    for (const [verifier, options, response, reference, outcome] of cases) {
      const { id } = await create(verifier, options, `${verifier} ${JSON.stringify(options)}`);
      const judgment = await ask(id, response, reference);
      expect(judgment.verdict.outcome, `${verifier}: ${response}`).toBe(outcome);
      expect(judgment.verdict.probability).toBe(outcome === 'unreadable' ? null : 1);
      expect(judgment.readings).toHaveLength(1);
    }
  });

  test('judgments are stored, listed newest first by pages, and filtered', async () => {
    const ids = [];
    for (const answer of ['1', '2', '3']) ids.push((await ask(judge.id, answer, '2')).id);
    const first = await project.json<{ data: Judgment[]; next_cursor: string }>(
      'GET',
      `/v1/judgments?judge_id=${judge.id}&limit=2`,
    );
    expect(first.data.map((one) => one.id)).toEqual([ids[2], ids[1]]);
    const second = await project.json<{ data: Judgment[] }>(
      'GET',
      `/v1/judgments?judge_id=${judge.id}&limit=2&cursor=${first.next_cursor}`,
    );
    expect(second.data[0]?.id).toBe(ids[0]);
    const wrong = await project.json<{ data: Judgment[] }>(
      'GET',
      `/v1/judgments?judge_id=${judge.id}&outcome=incorrect`,
    );
    expect(wrong.data).toHaveLength(2);
    expect(await project.json('GET', `/v1/judgments/${ids[1]}`)).toMatchObject({
      verdict: { outcome: 'correct' },
      request: { response: '2' },
    });
  });

  test('the same name makes the next version; the first stays as it was', async () => {
    const one = await create('exact', {}, 'mine');
    const two = await create('exact', { ignore_case: true }, 'mine');
    expect([one.version, two.version]).toEqual([1, 2]);
    expect((await project.json<Judge>('GET', `/v1/judges/${one.id}`)).panel).toEqual([
      { kind: 'rule', verifier: 'exact', options: {} },
    ]);
  });

  test('bad options say what is wrong', async () => {
    const body = { name: 'x', mode: 'reference', provider: { kind: 'rule', verifier: 'regex', options: {} } };
    expect(await project.json('POST', '/v1/judges', body, 400)).toMatchObject({
      detail: expect.stringContaining('pattern'),
    });
  });

  test('a judge of another project is not there', async () => {
    const stranger = await platform.project();
    expect(await stranger.json('POST', '/v1/judgments', { judge_id: judge.id, response: '1' }, 404)).toMatchObject({
      code: 'not_found',
    });
  });

  test('an Idempotency-Key replays the first answer, refuses another body, and is free again after a refusal', async () => {
    const send = (key: string, response: string, judge_id = judge.id) =>
      project.request('/v1/judgments', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ judge_id, response, reference: '5' }),
      });
    const first = (await (await send('k1', '5')).json()) as Judgment;
    const again = await send('k1', '5');
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.json()).toEqual(first);
    expect((await send('k1', '6')).status).toBe(422);
    const all = await Promise.all(Array.from({ length: 8 }, () => send('k2', '5')));
    const ids = new Set<string>();
    for (const answer of all) if (answer.ok) ids.add(((await answer.json()) as Judgment).id);
    expect(ids.size).toBe(1);
    expect(all.every((answer) => [201, 409].includes(answer.status))).toBe(true);
    expect((await send('k3', '5', 'jdg_00000000000000000000000000')).status).toBe(404);
    expect((await send('k3', '5')).status).toBe(201);
  });

  test('a long answer is replayed whole and takes little room', async () => {
    const send = () =>
      project.request('/v1/judgments', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'long' },
        body: JSON.stringify({ judge_id: judge.id, response: 'so it is 5. '.repeat(15_000), reference: '5' }),
      });
    const first = await (await send()).text();
    const again = await send();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.text()).toBe(first);
    const db = await platform.mf.getD1Database('DB', 'assay-api');
    const kept = await db
      .prepare("SELECT length(body) AS size FROM idempotency WHERE key = 'long'")
      .first<number>('size');
    expect(first.length).toBeGreaterThan(150_000);
    expect(kept).toBeLessThan(first.length / 10);
  });

  test('a replayed key creation shows the token again, though only ciphertext rests in the database', async () => {
    const send = () =>
      project.request('/v1/keys', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'make-key' },
        body: JSON.stringify({ name: 'ci', scopes: ['judge'] }),
      });
    const first = (await (await send()).json()) as { token: string };
    expect(((await (await send()).json()) as { token: string }).token).toBe(first.token);
    const db = await platform.mf.getD1Database('DB', 'assay-api');
    const { results } = await db.prepare('SELECT * FROM idempotency').all();
    const secret = first.token.slice(-43);
    expect(JSON.stringify(results)).not.toContain(secret);
    expect(JSON.stringify((await db.prepare('SELECT * FROM keys').all()).results)).not.toContain(secret);
  });
});
