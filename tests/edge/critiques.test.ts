import { beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Critic } from '../../schema/contracts/critics.ts';
import type { CritiqueReplay } from '../../schema/contracts/critique-replays.ts';
import type { Critique } from '../../schema/contracts/critiques.ts';
import { loopbackModel } from '../loopback-model.ts';
import { openTestPlatform, type TestPlatform, type TestProject } from '../platform.ts';

const prompt =
  'Ana has 3 boxes of 8 pens. She gives 4 pens away and shares the rest between 2 friends. How many does each get?';
const solution = 'She has 3 * 8 = 24 pens.\nShe keeps 24 - 4 = 21 pens.\nEach friend gets 21 / 2 = 10.5 pens.';
const arithmetic = { kind: 'arithmetic' };
const right = { verdict: 'correct', kind: 'none', what: '', fix: '' };
const wrong = (kind: string, what: string) => ({ verdict: 'wrong', kind, what, fix: 'Mend it.' });
/** A critic's reply: a verdict on each step. */
const reply = (steps: object[], more: object = {}) => ({
  reason: 'I checked.',
  steps: steps.map((step, at) => ({ step: at + 1, ...step })),
  summary: 'See the steps.',
  decision: steps.some((step) => 'verdict' in step && step.verdict === 'wrong') ? 'revise' : 'keep',
  score: 5,
  ...more,
});

describe('critiques', () => {
  const model = loopbackModel();
  let platform: TestPlatform;
  let project: TestProject;
  beforeAll(async () => {
    platform = await openTestPlatform();
    project = await platform.project();
  });
  const chat = (name = 'any') => ({ kind: 'chat', base_url: model.base_url, model: name, max_retries: 0 });
  const critic = (body: object) => project.json<Critic>('POST', '/v1/critics', { name: 'a critic', ...body });
  const critique = (critic_id: string, more: object = {}) =>
    project.json<Critique>('POST', '/v1/critiques', { critic_id, prompt, response: solution, ...more });

  test('a critic never changes: the same name again is its next version', async () => {
    const first = await critic({ name: 'versions', panel: [arithmetic] });
    const second = await critic({ name: 'versions', panel: [arithmetic], combine: 'any' });
    expect([first.version, second.version]).toEqual([1, 2]);
    expect(await project.json('GET', `/v1/critics/${first.id}`)).toEqual(first);
    const page = await project.json<{ data: Critic[] }>('GET', '/v1/critics?limit=2');
    expect(page.data.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(
      await project.json('POST', '/v1/critics', { name: 'x', panel: [arithmetic], prompt: 'none' }, 400),
    ).toMatchObject({
      errors: [{ path: 'prompt' }],
    });
  });

  test('arithmetic alone says where, why and how, without a model, and is kept', async () => {
    const { id } = await critic({ panel: [arithmetic] });
    const made = await critique(id);
    expect(made.result).toMatchObject({ first_error: 2, decision: 'revise', unreadable: 0, target: null });
    expect(made.result.score).toBeCloseTo(2 / 3);
    expect(made.result.steps.map(({ verdict, kind }) => [verdict, kind])).toEqual([
      ['correct', null],
      ['wrong', 'calculation'],
      ['correct', null],
    ]);
    expect(made.result.steps[1]).toMatchObject({
      what: '"24 - 4 = 21 pens" does not hold: 20 is not 21.',
      votes: { correct: 0, wrong: 1, doubtful: 0 },
      members: [0],
    });
    expect(made.result.steps[1]?.fix).toContain('20');
    expect(made).toMatchObject({ calls: 0, cost: null });
    expect(await project.json('GET', `/v1/critiques/${made.id}`)).toEqual(made);
    const kept = await project.json<{ data: Critique[] }>('GET', `/v1/critiques?critic_id=${id}&decision=revise`);
    expect(kept.data).toEqual([made]);
    expect(
      (await project.json<{ data: Critique[] }>('GET', `/v1/critiques?critic_id=${id}&decision=keep`)).data,
    ).toEqual([]);
  });

  test('a step that works with a number from nowhere is doubtful; without a question none is', async () => {
    const { id } = await critic({ panel: [arithmetic] });
    const steps = ['She has 3 * 8 = 24 pens.', 'She keeps 24 - 5 = 19 pens.'];
    const made = await critique(id, { response: undefined, steps });
    expect(made.result).toMatchObject({ first_error: null, decision: 'keep' });
    expect(made.result.steps[1]).toMatchObject({ verdict: 'doubtful', kind: 'unsupported' });
    expect(made.result.steps[1]?.what).toContain('5 in "24 - 5 = 19 pens"');
    const blind = await critique(id, { prompt: undefined, response: undefined, steps });
    expect(blind.result.steps[1]?.verdict).toBe('correct');
  });

  test('where there is nothing to check nothing is decided', async () => {
    const { id } = await critic({ panel: [arithmetic] });
    const made = await critique(id, { response: 'Paris is the capital. It lies on the Seine.' });
    expect(made.result).toMatchObject({ decision: 'undecided', score: null, first_error: null });
    expect(made.result.steps.map(({ verdict }) => verdict)).toEqual(['unchecked', 'unchecked']);
  });

  test.each([
    ['numbered', '1. one\nmore\n2. two', ['1. one\nmore', '2. two']],
    ['lines', 'a\n\nb', ['a', 'b']],
    ['sentences', 'It costs $3.50. Then it rises! Why?', ['It costs $3.50.', 'Then it rises!', 'Why?']],
    ['code_blocks', 'Text\n```py\nx = 1\n```\nmore', ['Text', '```py\nx = 1\n```', 'more']],
    ['paragraphs', 'a\nb\n\nc', ['a\nb', 'c']],
    ['auto', 'a\nb', ['a', 'b']],
  ])('a response is cut by %s', async (split, response, expected) => {
    const { id } = await critic({ panel: [arithmetic] });
    const made = await critique(id, { response, split });
    expect(made.result.steps.map(({ text }) => text)).toEqual(expected);
  });

  test('a model and arithmetic: a computed error stands, and a fault of another kind is not outvoted by sums that hold', async () => {
    const { id } = await critic({ panel: [arithmetic, chat()] });
    model.on({ text: 'You are a critic' }, [
      { json: reply([right, right, wrong('misread', 'Pens are not cut in half.')]) },
    ]);
    const made = await critique(id);
    expect(made.result).toMatchObject({ first_error: 2, decision: 'revise' });
    expect(made.result.steps.map(({ verdict, kind, members }) => [verdict, kind, members])).toEqual([
      ['correct', null, [0, 1]],
      ['wrong', 'calculation', [0]],
      ['wrong', 'misread', [1]],
    ]);
    expect(made.calls).toBe(1);
    expect(made.result.score).toBeCloseTo((2 / 3 + 0.5) / 2);
    const sent = JSON.stringify(model.requests[0]?.body.messages);
    expect(sent).toContain(made.readings[1]?.nonce);
  });

  test.each([
    ['any', ['correct', 'wrong', 'wrong'], 2, 'revise'],
    ['majority', ['correct', 'wrong', 'correct'], 2, 'revise'],
    ['all', ['correct', 'doubtful', 'doubtful'], null, 'revise'],
  ] as const)('three critics combine by %s', async (combine, verdicts, first_error, decision) => {
    const { id } = await critic({ panel: [chat('a'), chat('b'), chat('c')], combine });
    model.on({ model: 'a' }, [{ json: reply([right, wrong('calculation', 'It is 20.'), right]) }]);
    model.on({ model: 'b' }, [{ json: reply([right, wrong('calculation', '24 - 4 is 20.'), wrong('logic', 'No.')]) }]);
    model.on({ model: 'c' }, [{ json: reply([right, right, right]) }]);
    const { result } = await critique(id);
    expect(result.steps.map(({ verdict }) => verdict)).toEqual(verdicts);
    expect(result).toMatchObject({ first_error, decision });
  });

  test('an unreadable reply is asked for once more, then kept and counted, and has no vote', async () => {
    const { id } = await critic({ panel: [chat()] });
    model.on({}, ['Looks good to me!', { json: reply([right, right]) }]);
    const made = await critique(id);
    expect(made.readings[0]).toMatchObject({ outcome: 'unreadable', raw: 'Looks good to me!', score: null, calls: 2 });
    expect(made.result).toMatchObject({ unreadable: 1, decision: 'undecided', score: null });
    expect(made.result.steps.every(({ verdict }) => verdict === 'unchecked')).toBe(true);
  });

  test('a trained critic replies in lines, is asked for no JSON, and is replayed by the same reader', async () => {
    const served = { kind: 'runner', base_url: model.base_url, model: 'served', max_retries: 0 };
    const { id } = await critic({ name: 'served', prompt: 'lines', panel: [served] });
    const lines = 'Step 1: Correct\nStep 2: Wrong - 24 - 4 is 20.\nStep 3: Correct\nFinal: Wrong - step 2.';
    model.on({}, ['Step 1: Correct\nFinal: Correct', { text: lines }]);
    const made = await critique(id);
    expect(made.result).toMatchObject({ first_error: 2, decision: 'revise', summary: 'step 2.', unreadable: 0 });
    expect(made.result.steps[1]).toMatchObject({ verdict: 'wrong', kind: 'other', what: '24 - 4 is 20.' });
    expect(made.readings[0]).toMatchObject({ repaired: true, raw: lines, calls: 2 });
    expect(model.requests[0]?.body.response_format).toBeUndefined();
    const replay = await project.json<z.infer<typeof CritiqueReplay>>('POST', `/v1/critics/${id}/replays`, {});
    expect(replay.data[0]).toMatchObject({ changed: false, new: made.result });
  });

  test('a judge of steps may be a member; one of another mode may not', async () => {
    const judge = (mode: string) =>
      project.json<{ id: string }>('POST', '/v1/judges', { name: mode, mode, provider: chat() });
    const other = { name: 'x', panel: [{ kind: 'judge', judge_id: (await judge('score')).id }] };
    expect(await project.json('POST', '/v1/critics', other, 400)).toMatchObject({ errors: [{ path: 'panel' }] });
    const { id } = await critic({ panel: [{ kind: 'judge', judge_id: (await judge('steps')).id }] });
    model.on({ text: 'You check a solution step by step' }, [
      { json: { reason: 'Step 2 is off by one.', s_1: 'correct', s_2: 'incorrect', s_3: 'correct' } },
    ]);
    const made = await critique(id);
    expect(made.result).toMatchObject({ first_error: 2, decision: 'revise' });
    expect(made.result.steps.map(({ verdict }) => verdict)).toEqual(['correct', 'wrong', 'correct']);
    expect(made.calls).toBe(1);
  });

  test('a stream gives each reading, then the critique that is stored', async () => {
    const { id } = await critic({ panel: [arithmetic, chat()] });
    model.on({}, [{ json: reply([right, right, right]) }]);
    const answer = await project.request('/v1/critiques', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ critic_id: id, prompt, response: solution }),
    });
    const events = (await answer.text())
      .trim()
      .split('\n\n')
      .map((text) => /^event: (\w+)\ndata: (.*)$/s.exec(text)?.slice(1) ?? []);
    expect(events.map(([name]) => name)).toEqual(['reading', 'reading', 'critique']);
    const last = JSON.parse(events[2]?.[1] ?? '') as Critique;
    expect(await project.json('GET', `/v1/critiques/${last.id}`)).toEqual(last);
  });

  test('a critique of a critique: valid and invalid points, a missed error, precision and recall', async () => {
    const { id } = await critic({ panel: [arithmetic, chat()] });
    model.on({ text: 'You check a critique' }, [
      {
        json: {
          reason: 'Step 3 divides rightly.',
          points: [{ point: 1, verdict: 'invalid', reason: '21 / 2 is 10.5.' }],
          missed: [{ step: 2, what: '24 - 4 is 20.' }],
          summary: 'It looks at the wrong step.',
          score: 2,
        },
      },
    ]);
    const target = { points: [{ step: 3, what: 'The division is wrong.' }] };
    const made = await critique(id, { target, annotated_errors: [2] });
    expect(made.result.target).toMatchObject({
      points: [{ step: 3, verdict: 'invalid', reason: '21 / 2 is 10.5.', votes: { valid: 0, invalid: 1, unclear: 1 } }],
      missed: [{ step: 2, votes: 2 }],
      valid_share: 0,
      precision: 0,
      recall: 0,
    });
    expect(made.result).toMatchObject({ decision: 'revise', first_error: 2 });
    const { id: alone } = await critic({ panel: [arithmetic] });
    const first = await critique(alone);
    const second = await project.json<Critique>('POST', '/v1/critiques', {
      critic_id: alone,
      target: { critique_id: first.id },
      annotated_errors: [2, 3],
    });
    expect(second.request.steps).toEqual(solution.split('\n'));
    expect(second.result.target).toMatchObject({ valid_share: 1, missed: [], precision: 1, recall: 0.5 });
    expect(second.result.decision).toBe('keep');
  });

  test('what cannot be critiqued is refused by field', async () => {
    const { id } = await critic({ panel: [arithmetic] });
    const refused = (body: object) => project.json('POST', '/v1/critiques', { critic_id: id, ...body }, 400);
    expect(await refused({})).toMatchObject({ errors: [{ path: 'response' }] });
    expect(await refused({ response: ' \n ' })).toMatchObject({ errors: [{ path: 'response' }] });
    expect(await refused({ response: 'x', annotated_errors: [1] })).toMatchObject({
      errors: [{ path: 'annotated_errors' }],
    });
    const beyond = { response: 'x', target: { points: [{ step: 2, what: 'no' }] } };
    expect(await refused(beyond)).toMatchObject({ errors: [{ path: 'target.points' }] });
    const lost = { response: 'x', target: { critique_id: `crq_${'0'.repeat(26)}` } };
    expect(await project.json('POST', '/v1/critiques', { critic_id: id, ...lost }, 404)).toMatchObject({
      code: 'not_found',
    });
  });

  test('a replay shows what another rule would say, without a call and without writing', async () => {
    const panel = [chat('a'), chat('b'), chat('c')];
    const before = await critic({ name: 'replayed', panel });
    model.on({ model: 'a' }, [{ json: reply([right, right, wrong('logic', 'No.')]) }]);
    model.on({ model: 'b' }, [{ json: reply([right, right, right]) }]);
    model.on({ model: 'c' }, [{ json: reply([right, right, right]) }]);
    const made = await critique(before.id);
    expect(made.result.first_error).toBeNull();
    const after = await critic({ name: 'replayed', panel, combine: 'any' });
    const url = `/v1/critics/${after.id}/replays`;
    const replay = await project.json<z.infer<typeof CritiqueReplay>>('POST', url, { from_critic_id: before.id });
    expect(replay.data[0]).toMatchObject({ critique_id: made.id, changed: true, new: { first_error: 3 } });
    const same = await project.json<z.infer<typeof CritiqueReplay>>('POST', `/v1/critics/${before.id}/replays`, {});
    expect(same.data[0]).toMatchObject({ changed: false, old: made.result, new: made.result });
    expect(model.requests).toHaveLength(3);
  });

  test('redaction empties a critique of its texts; words a project does not want never come in', async () => {
    const { id } = await critic({ panel: [arithmetic] });
    const made = await critique(id);
    const empty = await project.json<Critique>('POST', `/v1/critiques/${made.id}/redact`, {});
    expect(empty.redacted_at).not.toBeNull();
    expect(JSON.stringify(empty)).not.toContain('pens');
    expect(empty.result).toMatchObject({ first_error: 2, decision: 'revise' });
    expect(await project.json('GET', `/v1/critiques/${made.id}`)).toEqual(empty);
    const other = await platform.project();
    await other.json('PUT', '/v1/settings', { redact: ['email'], redact_words: ['pens'] });
    const made_by = await other.json<Critic>('POST', '/v1/critics', { name: 'x', panel: [arithmetic] });
    const clean = await other.json<Critique>('POST', '/v1/critiques', {
      critic_id: made_by.id,
      response: 'Write to a@example.org: 2 + 2 = 5 pens',
    });
    expect(JSON.stringify(clean)).not.toMatch(/example\.org|pens/);
    expect(clean.result).toMatchObject({ decision: 'revise', first_error: 1 });
  });

  test('retention deletes what is older; without raw replies there is no replay', async () => {
    const own = await platform.project();
    await own.json('PUT', '/v1/settings', { keep_replies: false, retention_days: 7 });
    const { id } = await own.json<Critic>('POST', '/v1/critics', { name: 'x', panel: [chat()] });
    const ask = () => own.json<Critique>('POST', '/v1/critiques', { critic_id: id, prompt, response: solution });
    model.on({}, [{ json: reply([right, right, right]) }, { json: reply([right, right, right]) }]);
    const [old, young] = [await ask(), await ask()];
    expect(young.readings[0]).toMatchObject({ raw: '', outcome: 'keep' });
    const db = await platform.mf.getD1Database('DB', 'assay-api');
    const aged = Date.now() - 8 * 86_400_000;
    await db.prepare('UPDATE critiques SET created_at = ?2 WHERE id = ?1').bind(old.id, aged).run();
    await platform.scheduled();
    await own.json('GET', `/v1/critiques/${old.id}`, undefined, 404);
    const replay = await own.json<z.infer<typeof CritiqueReplay>>('POST', `/v1/critics/${id}/replays`, {});
    expect(replay.data).toMatchObject([{ critique_id: young.id, new: null, reason: 'Its raw replies were not kept.' }]);
  });

  test('a body too large for a row rests in R2 and comes back whole', async () => {
    const { id } = await critic({ panel: [arithmetic] });
    const made = await critique(id, { response: `1 + 1 = 2\n${'hay '.repeat(60_000)}` });
    expect(await project.json('GET', `/v1/critiques/${made.id}`)).toEqual(made);
  });
});
