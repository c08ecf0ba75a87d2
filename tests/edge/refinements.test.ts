import { beforeAll, describe, expect, test } from 'vitest';
import { eventsOf } from '../../packages/assay/src/stream.ts';
import type { Item } from '../../schema/contracts/datasets.ts';
import type { Judge } from '../../schema/contracts/judges.ts';
import type { Refinement, RefinementStep } from '../../schema/contracts/refinements.ts';
import type { Report } from '../../schema/contracts/reports.ts';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { type Asked, loopbackModel } from '../loopback-model.ts';
import { openTestPlatform, type TestPlatform, type TestProject } from '../platform.ts';

type Steps = { data: RefinementStep[]; next_cursor: string | null };

describe('refinements', () => {
  const model = loopbackModel();
  let platform: TestPlatform;
  let project: TestProject;
  beforeAll(async () => {
    platform = await openTestPlatform();
    project = await platform.project();
  });
  const chat = (name: string) => ({ kind: 'chat', base_url: model.base_url, model: name });
  const refine = (request: object, more: object = {}) =>
    project.json<Refinement>('POST', '/v1/refinements', {
      request: { prompt: 'What is 6 times 7?', model: chat('actor'), ...request },
      ...more,
    });
  const stepsOf = async ({ id }: Refinement) =>
    (await project.json<Steps>('GET', `/v1/refinements/${id}/steps?limit=200`)).data;
  const numeric = () =>
    project.json<Judge>('POST', '/v1/judges', {
      name: 'numeric',
      mode: 'reference',
      provider: { kind: 'rule', verifier: 'numeric', options: {} },
    });
  const ended = async ({ id }: Refinement) => {
    for (let tries = 0; tries < 200; tries++) {
      const now = await project.json<Refinement>('GET', `/v1/refinements/${id}`);
      if (!['queued', 'running'].includes(now.state)) return now;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`${id} did not end`);
  };
  const roles = ({ body }: Asked) => (body.messages as { role: string; content: string }[]).map(({ role }) => role);

  test('intrinsic: answer and review, by each of the three prompts, and by words of your own', async () => {
    model.on({ when: (asked) => roles(asked).length === 1 }, 'It is 41.');
    model.on({ when: (asked) => roles(asked).length === 3 }, 'Right: 42.');
    const said: string[] = [];
    for (const options of [{}, { review: 'doubt' }, { review: 'trust' }, { review_prompt: 'Check it.' }]) {
      const made = await refine({ strategy: 'intrinsic', options });
      expect(made).toMatchObject({
        state: 'done',
        calls: 2,
        result: { answer: '42', stopped: 'finished', attempts: 2 },
      });
      const last = model.requests.at(-1)?.body.messages as { content: string }[];
      said.push(last.at(-1)?.content ?? '');
    }
    expect(said[0]).toBe('What is 6 times 7?');
    expect(said[1]).toContain('not sure');
    expect(said[2]).toContain('I think that this is right');
    expect(said[3]).toBe('Check it.');
  });

  test('intrinsic: a model with known rates of error, keeping and repair is measured as such', async () => {
    const [right_at_first, keeps, repairs] = [0.6, 0.9, 0.35];
    const draw = ({ body }: Asked) => uniform(Number(body.seed))();
    model.on({ when: (asked) => roles(asked).length === 1 }, (asked) => (draw(asked) < right_at_first ? '42' : '13'));
    model.on({ when: (asked) => roles(asked).length === 3 }, (asked) => {
      const before = (asked.body.messages as { content: string }[])[1]?.content;
      return draw(asked) < (before === '42' ? keeps : repairs) ? '42' : '13';
    });
    const dataset = await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'known rates' });
    const items = Array.from({ length: 60 }, (_, n) => ({ prompt: `What is 6 times 7? (${n})`, reference: '42' }));
    const { ids } = await project.json<{ ids: Item['id'][] }>('POST', `/v1/datasets/${dataset.id}/items`, { items });
    const options = { samples: 4 };
    for (const [at, item_id] of ids.entries())
      await refine({
        strategy: 'intrinsic',
        options,
        dataset_id: dataset.id,
        item_id,
        seed: at * 1000,
        label: 'known',
      });
    const judge = await numeric();
    const source = { kind: 'dataset', dataset_id: dataset.id, model: 'known', judge_id: judge.id };
    const report = await project.json<Report>('POST', '/v1/self-correction-reports', { name: 'known', source });
    const [first] = report.result.turns;
    const [pair] = report.result.pairs;
    const within = (measure: { low: number | null; high: number | null } | null | undefined, truth: number) => {
      expect(measure?.low).toBeLessThanOrEqual(truth);
      expect(measure?.high).toBeGreaterThanOrEqual(truth);
    };
    within(first?.accuracy, right_at_first);
    within(pair?.cl, keeps);
    within(pair?.cs, repairs);
  });

  test('critique-loop: a critic of its own finds the fault, the model mends it, the critic keeps it', async () => {
    model.on({ model: 'critic', text: 'It is 41' }, 'Six times seven is 42, not 41.\nDecision: revise');
    model.on({ model: 'critic', text: 'It is 42' }, 'Nothing is wrong.\nDecision: keep');
    model.on({ model: 'actor', text: 'not 41' }, 'It is 42');
    model.on({ model: 'actor' }, 'It is 41');
    const made = await refine({ strategy: 'critique-loop', options: { critic: chat('critic'), rounds: 3 } });
    expect(made).toMatchObject({ calls: 4, result: { answer: '42', attempts: 2 } });
    expect((await stepsOf(made)).map(({ kind, turn, parent }) => [kind, turn, parent])).toEqual([
      ['attempt', 1, null],
      ['critique', 1, 1],
      ['attempt', 2, 2],
      ['critique', 2, 3],
    ]);
  });

  test('critique-loop: a stored critic that computes finds the wrong sum, and its critiques are in the ledger', async () => {
    const critic = await project.json<{ id: string }>('POST', '/v1/critics', {
      name: 'arithmetic',
      panel: [{ kind: 'arithmetic' }],
    });
    model.on({ text: 'is wrong' }, '1. 6 * 7 = 42');
    model.on({}, '1. 6 * 7 = 41');
    const made = await refine({ strategy: 'critique-loop', options: { critic_id: critic.id } });
    expect(made).toMatchObject({ state: 'done', calls: 2, result: { answer: '42', attempts: 2 } });
    const steps = await stepsOf(made);
    expect(steps.map(({ kind, finish }) => [kind, finish])).toEqual([
      ['attempt', 'stop'],
      ['critique', 'revise'],
      ['attempt', 'stop'],
      ['critique', 'keep'],
    ]);
    const [first] = steps.flatMap(({ critique_id }) => critique_id ?? []);
    expect(await project.json('GET', `/v1/critiques/${first}`)).toMatchObject({ result: { decision: 'revise' } });
    const ledger = await project.json<{ data: object[] }>('GET', `/v1/critiques?critic_id=${critic.id}`);
    expect(ledger.data).toMatchObject([
      { refinement_id: made.id, result: { decision: 'keep' } },
      { refinement_id: made.id, result: { decision: 'revise', first_error: 1 } },
    ]);
  });

  test('self-consistency and best-of-n: the majority, the likelier answer, the one the judge prefers', async () => {
    const answers = ['41', '42', '42', '7'];
    let nth = 0;
    model.on({}, () => answers[nth++ % 4] ?? '');
    const majority = await refine({ strategy: 'self-consistency', options: { n: 4 } });
    expect(majority.result).toMatchObject({ answer: '42', votes: [{ answer: '42', count: 2 }, {}, {}] });
    const judge = await numeric();
    const judged = await refine({
      ...{ strategy: 'best-of-n', options: { n: 4, by: 'judge' }, judge_id: judge.id, reference: '7', accept: 1 },
    });
    // The four are asked at once: which of them got which answer is not given.
    const first_value = (await stepsOf(judged)).find(({ kind }) => kind === 'attempt')?.answer === '7' ? 1 : 0;
    expect(judged.result).toMatchObject({ answer: '7', stopped: 'accepted', value: 1, first_value });
    model.reset();
    const likely = ['41', '42'];
    model.on({}, (_, at) => ({
      text: likely[at % 2] ?? '',
      logprobs: [{ token: likely[at % 2] ?? '', logprob: at % 2 === 0 ? -3 : -0.1 }],
    }));
    const sharp = await refine({ strategy: 'best-of-n', options: { n: 2, by: 'log_likelihood' } });
    expect(sharp.result).toMatchObject({ answer: '42' });
    expect((await stepsOf(sharp)).map(({ log_likelihood }) => log_likelihood).sort()).toEqual([-0.1, -3]);
  });

  test('id-sampling: budgets grow, a trigger follows each cut, and the last answer counts', async () => {
    model.on(
      { when: ({ body }) => body.max_tokens === 8 || body.max_completion_tokens === 8 },
      {
        text: 'I get 41',
        finish: 'length',
      },
    );
    model.on({ text: 'look again' }, { text: 'no, 42', finish: 'stop' });
    const options = { first_budget: 8, growth: 1.5, max_tokens: 100, triggers: [' look again '] };
    const made = await refine({ strategy: 'id-sampling', options });
    expect(made.result).toMatchObject({ answer: '42', content: 'I get 41 look again no, 42' });
    expect(model.requests.map(({ body }) => body.max_tokens ?? body.max_completion_tokens)).toEqual([8, 12]);
  });

  test('recursive: the critic rewrites the thinking, which is put back; the answers are merged', async () => {
    model.on({ model: 'critic' }, 'Better thinking: six sevens.');
    model.on({ model: 'actor', text: 'Several answers' }, 'Together: 42');
    model.on({ model: 'actor', text: 'Better thinking' }, 'So it is 42');
    model.on({ model: 'actor' }, '<think>six, seven</think><reflect>too short</reflect>It is 41');
    const made = await refine({ strategy: 'recursive', options: { rounds: 1, critic: chat('critic') } });
    expect(made.result).toMatchObject({ answer: '42', why: 'Made of the answers of 2 rounds.' });
    const steps = await stepsOf(made);
    expect(steps.map(({ kind }) => kind)).toEqual(['attempt', 'thought', 'attempt', 'attempt']);
    expect(steps[2]?.content).toBe('<think>Better thinking: six sevens.</think>\nSo it is 42');
  });

  test('tree-search: grows what the judge values, and returns a complete solution', async () => {
    const judge = await project.json<Judge>('POST', '/v1/judges', {
      name: 'values',
      mode: 'score',
      provider: chat('judge'),
      options: { scale: { min: 0, max: 10 } },
      asking: { logprobs: false },
    });
    const grade = (text: string) => (text.includes('good') ? (text.includes('The answer is 42') ? 10 : 6) : 1);
    model.on({ model: 'judge' }, ({ body }) => {
      const shown = JSON.stringify((body.messages as { content: string }[])[1]?.content ?? '');
      return { json: { reason: 'r', verdict: grade(shown) } };
    });
    model.on({ model: 'actor', text: 'good step' }, 'The answer is 42');
    model.on({ model: 'actor' }, (_, nth) => (nth % 2 === 0 ? 'bad step' : 'good step'));
    const options = { iterations: 6, branches: 2, roll_steps: 0, gate: 0.9 };
    const made = await refine({ strategy: 'tree-search', options, judge_id: judge.id, accept: 1 });
    expect(made).toMatchObject({ state: 'done', result: { answer: '42', value: 1 } });
    expect(made.result?.content).toBe('good step\nThe answer is 42');
  });

  test('budgets end a run, and what it had is returned with the reason', async () => {
    model.on({}, ({ body }) => ({
      text: `${JSON.stringify(body.messages).length}`,
      usage: [100, 50] as [number, number],
    }));
    const calls = await refine({ strategy: 'intrinsic', options: { turns: 9 }, budget: { calls: 3 } });
    expect(calls).toMatchObject({ state: 'done', calls: 3, result: { stopped: 'calls', attempts: 3 } });
    const tokens = await refine({ strategy: 'intrinsic', options: { turns: 9 }, budget: { tokens: 200 } });
    expect(tokens.result?.stopped).toBe('tokens');
    const prices = { input_per_million: 1_000_000, output_per_million: 1_000_000 };
    const dear = { ...chat('actor'), prices };
    const cost = await refine({ strategy: 'intrinsic', options: { turns: 9 }, model: dear, budget: { cost: 10 } });
    expect(cost).toMatchObject({ calls: 1, result: { stopped: 'cost' } });
  });

  test('a worse answer after review is returned as the strategy has it, and that is said', async () => {
    model.on({ when: (asked) => roles(asked).length === 1 }, '42');
    model.on({ when: (asked) => roles(asked).length === 3 }, 'On second thought, 41');
    const judge = await numeric();
    // A judge that accepts ends the loop, so it is asked to be surer than it can be.
    const made = await refine({ strategy: 'self-consistency', options: { n: 1 }, judge_id: judge.id, reference: '42' });
    expect(made.result).toMatchObject({ value: 1, worse_than_first: false });
    const doubting = await project.json<Judge>('POST', '/v1/judges', {
      name: 'score',
      mode: 'score',
      provider: chat('judge'),
      asking: { logprobs: false },
    });
    model.on({ model: 'judge', text: 'second thought' }, { json: { reason: 'r', verdict: 1 } });
    model.on({ model: 'judge' }, { json: { reason: 'r', verdict: 4 } });
    const worse = await refine({ strategy: 'intrinsic', options: {}, judge_id: doubting.id, accept: 1 });
    expect(worse.result).toMatchObject({ answer: '41', value: 0, first_value: 0.75, worse_than_first: true });
    expect(worse.result?.why).toContain('prefers the first attempt');
  });

  test('in the background: done by the queue; one that is broken off goes on without asking twice', async () => {
    model.on({ model: 'actor' }, ({ body }) => `${(body.messages as object[]).length}`);
    const begun = await refine({ strategy: 'intrinsic', options: { turns: 4 } }, { background: true });
    expect(begun.state).toBe('queued');
    const made = await ended(begun);
    expect(made).toMatchObject({ state: 'done', calls: 4 });
    const db = await platform.mf.getD1Database('DB', 'assay-api');
    await db.prepare('DELETE FROM refinement_attempts WHERE refinement_id = ?1 AND n > 2').bind(made.id).run();
    await db
      .prepare(
        `UPDATE refinements SET state = 'running', result = NULL, calls = 2, lease_until = 1, updated_at = 1 WHERE id = ?1`,
      )
      .bind(made.id)
      .run();
    const before = model.requests.length;
    await platform.scheduled();
    const again = await ended(made);
    expect(model.requests.length - before).toBe(2);
    expect(again.result).toEqual(made.result);
  });

  test('cancelled midway: what was tried is kept', async () => {
    model.on({ model: 'actor' }, { text: '42', delay_ms: 400 });
    const begun = await refine({ strategy: 'intrinsic', options: { turns: 16 } }, { background: true });
    while ((await stepsOf(begun)).length < 2) await new Promise((done) => setTimeout(done, 50));
    const cancelled = await project.json<Refinement>('POST', `/v1/refinements/${begun.id}/cancel`);
    expect(cancelled.state).toBe('cancelled');
    for (let tries = 0; tries < 100; tries++) {
      const now = await project.json<Refinement>('GET', `/v1/refinements/${begun.id}`);
      if (now.result) {
        expect(now).toMatchObject({ state: 'cancelled', result: { answer: '42', stopped: 'cancelled' } });
        return;
      }
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error('the cancelled run never told what it had');
  });

  test("the project's settings hold: words are taken out when it ends, and it goes when its time is over", async () => {
    const own = await platform.project();
    await own.json('PUT', '/v1/settings', { redact: ['email'], redact_words: ['Rumpelstilzchen'], retention_days: 7 });
    model.on({}, 'Ask rumpelstilzchen at some.one@example.org: 42');
    const request = { prompt: 'Who? some.one@example.org', model: chat('actor'), strategy: 'intrinsic' };
    const made = await own.json<Refinement>('POST', '/v1/refinements', { request });
    expect(made).toMatchObject({
      request: { prompt: 'Who? [email]', model: chat('actor'), strategy: 'intrinsic' },
      result: { content: 'Ask [redacted] at [email]: 42', answer: '42', stopped: 'finished' },
    });
    // The model saw the prompt as it was given, also at its second turn.
    expect(model.requests.every(({ text }) => text.includes('some.one@example.org'))).toBe(true);
    const db = await platform.mf.getD1Database('DB', 'assay-api');
    const rest = async () => [
      (await db.prepare('SELECT * FROM refinements WHERE id = ?1').bind(made.id).all()).results,
      (await db.prepare('SELECT * FROM refinement_attempts WHERE refinement_id = ?1').bind(made.id).all()).results,
    ];
    expect(JSON.stringify(await rest())).not.toMatch(/example\.org|rumpel/i);
    expect((await rest())[1]).toHaveLength(2);
    await db
      .prepare('UPDATE refinements SET created_at = ?2 WHERE id = ?1')
      .bind(made.id, Date.now() - 8 * 86_400_000)
      .run();
    await platform.scheduled();
    expect(await rest()).toEqual([[], []]);
  });

  test('steps stream as they come', async () => {
    model.on({}, '42');
    const answer = await project.request('/v1/refinements', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ request: { prompt: 'x', model: chat('actor'), strategy: 'intrinsic' } }),
    });
    const names = [...(await answer.text()).matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    expect(names).toEqual(['step', 'step', 'refinement']);
  });

  test('a refinement in the background is followed live: each step as it is made and again when judged, to its end', async () => {
    const judge = await numeric();
    model.on({}, [
      { text: '41', delay_ms: 700 },
      { text: '42', delay_ms: 700 },
    ]);
    const judged = { judge_id: judge.id, reference: '42', accept: 1 };
    const begun = await refine({ strategy: 'intrinsic', ...judged }, { background: true });
    const seen: [string, unknown][] = [];
    for await (const { event, data } of eventsOf(await project.request(`/v1/refinements/${begun.id}/stream`))) {
      const { n, state, value } = JSON.parse(data) as { n?: number; state?: string; value?: number | null };
      seen.push([event, event === 'step' ? `${n}: ${value}` : state]);
    }
    const steps = seen.flatMap(([event, value]) => (event === 'step' ? [value] : []));
    // The judge is quick: a step may be seen by it before it is sent for the first time.
    expect([...new Set(steps)].filter((step) => step !== '1: null' && step !== '2: null')).toEqual(['1: 0', '2: 1']);
    expect(seen.findIndex(([, value]) => value === '1: 0')).toBeLessThan(
      seen.findIndex(([, value]) => value === '2: 1'),
    );
    expect(seen.some(([event, value]) => event === 'refinement' && value === 'running')).toBe(true);
    expect(seen.at(-1)).toEqual(['refinement', 'done']);
  });

  test('what cannot be refined is refused with the field that is wrong', async () => {
    const refused = async (request: object, path: string, more: object = {}) => {
      const body = { request: { prompt: 'x', model: chat('actor'), strategy: 'intrinsic', ...request }, ...more };
      expect(await project.json('POST', '/v1/refinements', body, 400)).toMatchObject({ errors: [{ path }] });
    };
    await refused({ model: { kind: 'rule', verifier: 'exact' } }, 'request.model');
    await refused({ strategy: 'tree-search' }, 'request.judge_id');
    await refused({ item_id: `itm_${'0'.repeat(26)}` }, 'request.dataset_id');
    await refused({}, 'provider_keys', { background: true, provider_keys: { openai: 'k' } });
  });

  test('a model that fails is told of, and nothing is made up', async () => {
    model.on({}, { status: 400, json: { error: { message: 'no such model' } } });
    const made = await refine({ strategy: 'intrinsic', model: { ...chat('actor'), max_retries: 0 } });
    expect(made).toMatchObject({ state: 'failed', result: { step: null, content: null } });
    expect(made.message).toContain('no such model');
  });
});
