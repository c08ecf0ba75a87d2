import { createHash } from 'node:crypto';
import { ulid } from 'ulid';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AttemptInput } from '../../schema/contracts/attempts.ts';
import type { Judge } from '../../schema/contracts/judges.ts';
import { habit_names } from '../../schema/contracts/report-parts.ts';
import type { Report, ReportSample } from '../../schema/contracts/reports.ts';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { type Asked, loopbackModel } from '../loopback-model.ts';
import { openTestPlatform, type TestPlatform, type TestProject } from '../platform.ts';

type Samples = { data: ReportSample[]; next_cursor: string | null };
type Measured = { value: number | null; low: number | null; high: number | null } | null | undefined;

function within(measure: Measured, truth: number) {
  expect(measure?.low).toBeLessThanOrEqual(truth);
  expect(measure?.high).toBeGreaterThanOrEqual(truth);
}

describe('where reports come from', () => {
  const model = loopbackModel();
  let platform: TestPlatform;
  let project: TestProject;
  beforeAll(async () => {
    platform = await openTestPlatform();
    project = await platform.project();
  });
  const report = (body: object, status = 201) =>
    project.json<Report>('POST', '/v1/self-correction-reports', { name: 'r', ...body }, status);
  const samples = ({ id }: Report, query = '') =>
    project.json<Samples>('GET', `/v1/self-correction-reports/${id}/samples?${query}`);
  const numeric = (of = project) =>
    of.json<Judge>('POST', '/v1/judges', {
      name: 'numeric',
      mode: 'reference',
      provider: { kind: 'rule', verifier: 'numeric' },
    });
  const chat = (name: string) => ({ kind: 'chat', base_url: model.base_url, model: name });
  const roles = ({ body }: Asked) => (body.messages as { role: string; content: string }[]).map(({ role }) => role);
  const said = ({ body }: Asked, at: number) => (body.messages as { content: string }[])[at]?.content ?? '';

  test('refinements: two strategies with known rates of error and repair come out within their intervals', async () => {
    // The same rates whichever way it is asked again: right at first .6, a right answer kept .9, a wrong one repaired .35.
    const [right_at_first, keeps, repairs] = [0.6, 0.9, 0.35];
    const draw = ({ body }: Asked) => uniform(Number(body.seed))();
    const again = (asked: Asked) => (draw(asked) < (said(asked, 1) === '42' ? keeps : repairs) ? '42' : '13');
    model.on({ model: 'critic' }, 'I cannot tell.\nDecision: revise');
    model.on({ when: (asked) => roles(asked).length === 1 }, (asked) => (draw(asked) < right_at_first ? '42' : '13'));
    model.on({ when: (asked) => roles(asked).length === 3 }, again);
    const refine = (question: number, strategy: string, options: object) =>
      project.json('POST', '/v1/refinements', {
        request: {
          ...{ prompt: `What is 6 times 7? (${question})`, reference: '42', model: chat('actor'), label: 'known' },
          ...{ strategy, options, seed: question * 1000 },
        },
      });
    for (let question = 0; question < 40; question++) {
      await refine(question, 'intrinsic', { samples: 3 });
      await refine(question, 'critique-loop', { rounds: 1, chains: 3, critic: chat('critic') });
    }
    const judge = await numeric();
    const made = await report({ source: { kind: 'refinements', model: 'known', judge_id: judge.id } });
    expect(made.source).toMatchObject({ kind: 'refinements', options: { missing: 'carry' } });
    expect(made.result).toMatchObject({ questions: 40, samples: 240, dropped_samples: 0 });
    const strategies = made.result.groups.filter(({ by }) => by.join() === 'strategy');
    expect(strategies.map(({ strategy, result }) => [strategy, result.samples])).toEqual([
      ['critique-loop', 120],
      ['intrinsic', 120],
    ]);
    for (const { result } of [...strategies, made]) {
      const [pair] = result.pairs;
      within(result.turns[0]?.accuracy, right_at_first);
      within(pair?.cl, keeps);
      within(pair?.cs, repairs);
      within(pair?.delta, (1 - right_at_first) * repairs - right_at_first * (1 - keeps));
      // The identity of the two scores, whatever was drawn.
      const [first, cl, cs] = [pair?.accuracy_before.value, pair?.cl.value, pair?.cs.value] as number[];
      expect(pair?.accuracy_after.value).toBeCloseTo((first ?? 0) * (cl ?? 0) + (1 - (first ?? 0)) * (cs ?? 0), 12);
      const flows = result.transitions.map(({ before, after }) => `${before} ${after}`);
      expect(flows).toEqual(['right right', 'right wrong', 'wrong right', 'wrong wrong']);
    }
    // Answers come with the attempts, so votes are counted; the text is the answer, so what changed one changed the other.
    expect(made.result.sampling.find(({ turn, k }) => turn === 1 && k === 2)?.majority_at_k?.value).not.toBeNull();
    const [revision] = made.result.revisions;
    expect(revision?.revisions).toBe(240);
    expect((revision?.unchanged.value ?? 0) + (revision?.answer_changed?.value ?? 0)).toBeCloseTo(1, 12);
    expect(revision?.by_outcome.find(({ outcome }) => outcome === 'right_wrong')?.unchanged.value).toBe(0);
    // A broken answer beside its repair, with the step that its critiques name.
    const broken = await samples(made, 'first=right&last=wrong&strategy=critique-loop&limit=1');
    expect(broken.data[0]?.attempts.map(({ text, state }) => [text, state])).toEqual([
      ['42', 'right'],
      ['13', 'wrong'],
    ]);
    const [{ refinement_id, step } = { refinement_id: null, step: null }] = broken.data[0]?.attempts ?? [];
    const steps = await project.json<{ data: { n: number; kind: string; parent: number | null }[] }>(
      'GET',
      `/v1/refinements/${refinement_id}/steps`,
    );
    expect(steps.data).toContainEqual(expect.objectContaining({ kind: 'critique', parent: step }));
    expect(await report({ source: { kind: 'refinements' } }, 400)).toMatchObject({
      detail: expect.stringContaining('judge_id'),
    });
    const later = { kind: 'refinements', judge_id: judge.id, created_from: Date.now() + 1000 };
    expect(await report({ source: later }, 400)).toMatchObject({ detail: expect.stringContaining('No refinement') });
  });

  test('a loop that the critic ended early counts with the answer it would have returned', async () => {
    model.on({ model: 'critic', text: '13' }, 'Wrong.\nDecision: revise');
    model.on({ model: 'critic' }, 'Right.\nDecision: keep');
    model.on({ when: (asked) => roles(asked).length === 3 }, '42');
    model.on({ text: 'easy' }, '42');
    model.on({ text: 'hard' }, '13');
    for (const prompt of ['easy', 'hard'])
      await project.json('POST', '/v1/refinements', {
        request: {
          ...{ prompt, reference: '42', model: chat('actor'), label: 'stops', strategy: 'critique-loop' },
          options: { rounds: 2, critic: chat('critic') },
        },
      });
    const judge = await numeric();
    const source = { kind: 'refinements', model: 'stops', judge_id: judge.id };
    expect((await report({ source })).result).toMatchObject({ questions: 2, pairs: [{ cl: { value: 1 } }] });
    expect((await report({ source, missing: 'drop' })).result).toMatchObject({ questions: 1, dropped_samples: 1 });
  });

  test('label probabilities beside samples: the official label script comes out to the digit', async () => {
    const label = {
      question: 'q',
      gold: 0,
      p1: [0.5376, 0.4624],
      p2: [
        [0.8604, 0.1396],
        [0.3244, 0.6756],
      ],
    };
    const made = await report({ source: { kind: 'attempts', label_attempts: [{ ...label, model: 'm' }] } });
    const percent = (measure: Measured) => ((measure?.value ?? Number.NaN) * 100).toFixed(1);
    const found = made.result.label;
    expect([found?.accuracy_before, found?.accuracy_after, found?.cl, found?.cs, found?.rss].map(percent)).toEqual([
      ...['53.8', '61.3', '86.0', '32.4', '65.1'],
    ]);
    expect(made.result.groups.map(({ model: of, result }) => [of, result.label?.questions])).toEqual([['m', 1]]);
    const wrong = { ...label, p2: [...label.p2, [0.5, 0.5]] };
    expect(await report({ source: { kind: 'attempts', label_attempts: [wrong] } }, 400)).toMatchObject({
      errors: [{ path: expect.stringContaining('p2') }],
    });
  });

  test('a file of attempts: read as it streams, hashed by what it says, refused with its bad lines', async () => {
    const lines = Array.from({ length: 1200 }, (_, at) => ({
      ...{ question: `q${Math.floor(at / 2)}`, attempt: (at % 2) + 1, correct: at % 3 === 0, model: 'm' },
      text: at % 2 === 0 ? 'I say 12.' : 'I say 13.',
    }));
    const send = (rows: (object | string)[], name = 'file', headers = {}) =>
      project.request(`/v1/self-correction-reports/jsonl?name=${name}&answer=number`, {
        method: 'POST',
        body: rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'),
        headers: { 'content-type': 'application/x-ndjson', ...headers },
      });
    const made = (await (await send(lines)).json()) as Report;
    expect(made).toMatchObject({ name: 'file', source: { kind: 'jsonl' }, result: { questions: 600, samples: 600 } });
    expect(made.result.revisions[0]).toMatchObject({ revisions: 600, answer_changed: { value: 1 } });
    // "12." and "13." differ in one of nine characters on either side.
    expect(made.result.revisions[0]?.median.value).toBeCloseTo(1 / 18, 12);
    const inline = await report({ source: { kind: 'attempts', attempts: [...lines].reverse() }, answer: 'number' });
    expect(inline.inputs_sha256).toBe(made.inputs_sha256);
    expect(inline.result).toEqual(made.result);
    const key = { 'idempotency-key': 'once' };
    const [one, two] = [await send(lines, 'keyed', key), await send(lines, 'keyed', key)];
    expect(await one.text()).toBe(await two.text());
    for (const type of ['application/jsonl', 'application/jsonl; charset=utf-8']) {
      const named = (await (await send(lines, 'named', { 'content-type': type })).json()) as Report;
      expect(named.inputs_sha256).toBe(made.inputs_sha256);
    }
    const bad = await send([lines[0] ?? {}, 'not JSON', { question: 'q', attempt: 0, correct: true }]);
    expect(bad.status).toBe(400);
    expect(await bad.json()).toMatchObject({
      errors: [{ path: 'line 2', message: 'is not JSON' }, { path: 'line 3' }],
    });

    const all: ReportSample[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Samples = await samples(made, `limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`);
      all.push(...page.data);
      cursor = page.next_cursor;
    }
    expect(all).toHaveLength(600);
    expect(new Set(all.map(({ question }) => question)).size).toBe(600);
    const [of_q7] = (await samples(made, 'question=q7')).data;
    expect(of_q7?.attempts.map(({ text, answer }) => [text, answer])).toEqual([
      ['I say 12.', '12'],
      ['I say 13.', '13'],
    ]);
    expect((await samples(made, 'question=none')).data).toEqual([]);
  });

  test('what a project does not want kept is not kept in the texts of a report', async () => {
    const own = await platform.project();
    await own.json('PUT', '/v1/settings', { redact: ['email'], redact_words: [], retention_days: null });
    const attempts = [
      { question: 'q', attempt: 1, correct: true, text: 'Write to ada@example.org.', answer: 'ada@example.org' },
    ];
    const source = { kind: 'attempts', attempts };
    const { id } = await own.json<Report>('POST', '/v1/self-correction-reports', { name: 'r', source });
    const found = await own.json<Samples>('GET', `/v1/self-correction-reports/${id}/samples`);
    expect(found.data[0]?.attempts[0]).toMatchObject({ text: 'Write to [email].', answer: '[email]' });
  });

  test('texts sent with a report go when their time is over; its numbers stay', async () => {
    const own = await platform.project();
    const source = { kind: 'attempts', attempts: [{ question: 'q', attempt: 1, correct: true, text: 'It is 12.' }] };
    const { id } = await own.json<Report>('POST', '/v1/self-correction-reports', { name: 'r', source });
    const texts = async () =>
      (await own.json<Samples>('GET', `/v1/self-correction-reports/${id}/samples`)).data[0]?.attempts[0]?.text;
    const files = await platform.mf.getR2Bucket('FILES', 'assay-api');
    const { objects } = await files.list({ prefix: 'report-texts/' });
    const key = objects.map((one) => one.key).find((one) => one.includes(id)) ?? '';
    const older = key.replace(id, `rpt_${ulid(Date.now() - 8 * 86_400_000).toLowerCase()}`);
    await files.put(older, '["It was 11."]');
    await own.json('PUT', '/v1/settings', { retention_days: 7 });
    await platform.scheduled();
    expect(await files.head(older)).toBeNull();
    expect(await texts()).toBe('It is 12.');
    await files.delete(key);
    expect(await texts()).toBeNull();
    expect(await own.json('GET', `/v1/self-correction-reports/${id}`)).toMatchObject({ result: { questions: 1 } });
  });

  test("jobs: an artifact of attempts, with the job's name and recipe where its lines have none", async () => {
    const dataset = await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'sums' });
    await project.json('POST', `/v1/datasets/${dataset.id}/items`, { items: [{ prompt: '1+1=', reference: '2' }] });
    const params = { dataset: dataset.id, model: 'tiny-arithmetic' };
    const job = await project.json<{ id: string }>('POST', '/v1/jobs', { name: 'trained', recipe: 'generate', params });
    const source = { kind: 'jobs', job_ids: [job.id] };
    expect(await report({ source }, 400)).toMatchObject({ detail: expect.stringContaining('attempts.jsonl') });
    const rounds = [0, 1].flatMap((iteration) =>
      ['q1', 'q2'].flatMap((question, at) =>
        [0, 1].map((sample) => ({
          ...{ question, sample, attempt: 1, iteration, temperature: 1, correct: sample + at <= iteration },
          ...{ text: `$1+${sample}$`, reward: sample },
        })),
      ),
    );
    await keepArtifact(job.id, 'attempts.jsonl', rounds.map((row) => JSON.stringify(row)).join('\n'));
    const made = await report({ source, dynamics: { target: 1 } });
    expect(made.result.groups[0]).toMatchObject({ by: ['model'], model: 'trained' });
    expect(made.result.dynamics).toMatchObject([
      {
        iteration: 0,
        strategy: 'generate',
        temperature: 1,
        k: 2,
        pass_at_1: { value: 0.25 },
        pass_at_k: { value: 0.5 },
      },
      // Of both questions the second sample is chosen by its reward; it is right for q1 alone.
      { iteration: 1, pass_at_1: { value: 0.75 }, pass_at_k: { value: 1 }, balance_score: { value: 0.5 } },
    ]);
    expect(made.result.dynamics[1]?.reward_at_k_s[0]).toMatchObject({ s: 1, value: { value: 0.5 } });
  });

  /** Does what a runner does: leases the job and hands in a file. */
  async function keepArtifact(job_id: string, name: string, text: string): Promise<void> {
    const runner = await platform.key(project, ['runner']);
    const ask = {
      name: 'box',
      labels: [],
      recipes: ['generate'],
      version: '1',
      device: 'cpu',
      job_id,
      wait_ms: 10_000,
    };
    const { lease } = await runner.json<{ lease: { fence: number } }>('POST', '/v1/runner/leases', ask, 200);
    const bytes = new TextEncoder().encode(text);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const head = { fence: lease.fence, name, kind: 'file', sha256, size_bytes: bytes.length };
    const path = `/v1/runner/jobs/${job_id}/artifacts`;
    const { artifact_id } = await runner.json<{ artifact_id: string }>('POST', path, head);
    const part = `${path}/${artifact_id}/parts/1?fence=${lease.fence}`;
    expect((await runner.request(part, { method: 'PUT', body: bytes })).ok).toBe(true);
    await runner.json('POST', `${path}/${artifact_id}/complete`, { fence: lease.fence });
  }

  test('behaviors: counted by a rubric judge through the ledger, with its agreement with people', async () => {
    const scale = { min: 0, max: 20, anchors: { 0: 'never', 20: 'twenty times or more' } };
    const judge = await project.json<Judge>('POST', '/v1/judges', {
      ...{ name: 'habits', mode: 'rubric', prompt: 'four-habits', provider: chat('judge') },
      options: { criteria: habit_names.map((name) => ({ name, scale })) },
      asking: { logprobs: false, repair: false },
    });
    // The judge of this test counts words; one text it cannot read.
    const times = (asked: Asked, word: string) => said(asked, 1).split(word).length - 1;
    model.on({ model: 'judge', text: 'garbled' }, 'no idea');
    model.on({ model: 'judge' }, (asked) => {
      expect(said(asked, 0)).toContain('it gives up what it was doing');
      return { json: { reason: 'r', c_1: times(asked, 'check'), c_2: times(asked, 'wait'), c_3: 0, c_4: 0 } };
    });
    const texts = [
      ['I check and check.', 'Fine.'],
      ['wait, no. I check.', 'garbled'],
    ];
    const attempts = texts.flatMap((turns, question) =>
      turns.map(
        (text, turn): AttemptInput => ({
          question: `q${question}`,
          attempt: turn + 1,
          correct: true,
          text,
          model: 'm',
        }),
      ),
    );
    const counts = (verification: number, backtracking: number) => ({
      ...{ verification, backtracking, subgoals: 0, backward_chaining: 0 },
    });
    const examples = [
      { text: 'Let me check.', ...counts(1, 0) },
      { text: 'wait! Let me check.', ...counts(1, 1) },
      { text: 'Twelve.', ...counts(0, 0) },
      { text: 'Twelve, surely.', ...counts(1, 0) },
    ];
    const made = await report({
      source: { kind: 'attempts', attempts },
      behaviors: { judge_id: judge.id, examples },
    });
    const { behaviors } = made.result;
    expect(behaviors?.counts[0]).toMatchObject({ texts: 4, unread: 1, model: null });
    const verification = behaviors?.counts[0]?.habits.find(({ habit }) => habit === 'verification');
    // 2, 0 and 1 checks in three texts of 4, 1 and 4 words.
    expect(verification).toMatchObject({ mean: { value: 1 }, share: { value: 2 / 3 } });
    expect(verification?.per_100_words.value).toBeCloseTo(300 / 9, 9);
    expect(behaviors?.counts.map(({ model: of, turn, texts: n }) => [of, turn, n])).toEqual([
      [null, null, 4],
      ['m', null, 4],
      [null, 1, 2],
      [null, 2, 2],
    ]);
    const agreed = behaviors?.agreement?.habits.find(({ habit }) => habit === 'verification');
    expect(agreed).toMatchObject({ precision: { value: 1 }, recall: { value: 2 / 3 }, kappa: { value: 0.5 } });
    // Nothing to agree on is no perfect agreement.
    expect(behaviors?.agreement?.habits.find(({ habit }) => habit === 'subgoals')?.kappa.value).toBeNull();
    const asked = model.requests.length;
    const ledger = await project.json<{ data: object[] }>('GET', `/v1/judgments?judge_id=${judge.id}&limit=50`);
    expect(ledger.data).toHaveLength(8);
    await report({ source: { kind: 'attempts', attempts: attempts.slice(0, 3) }, behaviors: { judge_id: judge.id } });
    expect(model.requests.length).toBe(asked);
    const csv = await (await project.request(`/v1/self-correction-reports/${made.id}/csv`)).text();
    expect(csv).toContain('behaviors,m,,,,verification share,');
    expect(csv).toContain('agreement,,,,,verification kappa,,,,0.5,');
    const other = await numeric();
    const wrong = { source: { kind: 'attempts', attempts }, behaviors: { judge_id: other.id } };
    expect(await report(wrong, 400)).toMatchObject({ detail: expect.stringContaining('lacks verification') });
  });

  test('all parts of a report are in its CSV; a list holds no more than it shows', async () => {
    const own = await platform.project();
    const attempts = [0, 1].flatMap((sample) =>
      [1, 2].map((attempt) => ({
        ...{ question: 'q', sample, attempt, correct: attempt === 2, answer: String(attempt), reward: sample },
        ...{ model: '=m, "one"', iteration: 4, text: `${attempt} $1+1=2$` },
      })),
    );
    const source = { kind: 'attempts', attempts };
    const made = await own.json<Report>('POST', '/v1/self-correction-reports', { name: 'r', source });
    const csv = await (await own.request(`/v1/self-correction-reports/${made.id}/csv`)).text();
    const lines = csv.trim().split('\r\n');
    for (const start of [
      ...['all,,,,,questions,,,,1,,,', 'all,,,,,unparsed,1,,,0,,,', 'all,,,,,wrong to right samples,1,2,,2,,,'],
      ...['all,,,,,revisions,1,2,,2,,,', 'all,,,,,edit 0 to 0,1,2,,0,,,'],
      ...['all,,,,,wrong to right,1,2,,1,', 'all,,,,,majority_at_k,2,,2,1,', 'all,,,,,best_at_k,1,,1,0,'],
      ...['all,,,,,edit_median,1,2,,', 'all,,,,,edit_mean wrong_right,1,2,,', 'all,,,,,answer_changed,1,2,,1,'],
      ...[
        'by model,"\'=m, ""one""",,,,accuracy,1,',
        'by iteration,,,,4,accuracy,1,',
        'dynamics,"\'=m, ""one""",,,4,pass_at_k,,,2,0,',
      ],
    ])
      expect(
        lines.find((line) => line.startsWith(start)),
        start,
      ).toBeDefined();
    expect(new Set(lines.map((line) => line.replace(/"[^"]*(?:""[^"]*)*"/g, '').split(',').length))).toEqual(
      new Set([13]),
    );
    const { data } = await own.json<{ data: Report[] }>('GET', '/v1/self-correction-reports');
    expect(data[0]).toMatchObject({ id: made.id, result: { questions: 1, groups: [], dynamics: [], transitions: [] } });
    expect(await own.json('GET', `/v1/self-correction-reports/${made.id}`)).toEqual(made);
  });

  test('two models in one report are compared with each other', async () => {
    const attempts = ['a', 'b'].flatMap((name) =>
      Array.from({ length: 12 }, (_, at) => ({
        question: `q${at}`,
        attempt: 1,
        correct: name === 'b' || at < 6,
        model: name,
      })),
    );
    const { id } = await report({ source: { kind: 'attempts', attempts } });
    const body = { with: id, group: { model: 'a' }, with_group: { model: 'b' } };
    expect(await project.json('POST', `/v1/self-correction-reports/${id}/comparisons`, body)).toMatchObject({
      questions: 12,
      differences: { accuracy_after: { value: 0.5 } },
      test: { better_a: 0, better_b: 6, p_value: expect.closeTo(2 / 64, 12) },
    });
  });

  test('a report from before there was more than accuracy and scores is read and compared as it is', async () => {
    const attempts = ['a', 'b'].flatMap((question) =>
      [1, 2].map((attempt) => ({ question, attempt, correct: attempt === 2 })),
    );
    const { id, result } = await report({ source: { kind: 'attempts', attempts } });
    const { questions, samples: all, dropped_samples, turns, pairs } = result;
    const db = await platform.mf.getD1Database('DB', 'assay-api');
    const files = await platform.mf.getR2Bucket('FILES', 'assay-api');
    const old = { questions, samples: all, dropped_samples, turns, pairs };
    await db
      .prepare('UPDATE reports SET result = ?2, source = ?3 WHERE id = ?1')
      .bind(id, JSON.stringify(old), '{"kind":"attempts"}')
      .run();
    const folder = `reports/${project.project_id}/${id}`;
    const { objects } = await files.list({ prefix: `${folder}/` });
    await files.delete(objects.map(({ key }) => key));
    const rows = attempts.map(({ question, ...rest }) => ({ item_id: question, sample: 0, ...rest }));
    await files.put(`${folder}.json`, JSON.stringify(rows));
    const read = await project.json<Report>('GET', `/v1/self-correction-reports/${id}`);
    expect(read.result).toEqual({ ...result, ...{ sampling: [], transitions: [], revisions: [], groups: [] } });
    expect((await samples(read)).data).toEqual([]);
    const compared = await project.json('POST', `/v1/self-correction-reports/${id}/comparisons`, { with: id });
    expect(compared).toMatchObject({ questions: 2, differences: { delta: { value: 0 } } });
  });

  test('samples of a model drawn anew need numbers of their own', async () => {
    const twice = [1, 2].map(() => ({ question: 'q', attempt: 1, correct: true, model: 'm' }));
    expect(await report({ source: { kind: 'attempts', attempts: twice } }, 400)).toMatchObject({
      detail: expect.stringContaining('given twice'),
    });
    const apart = ['m', 'n'].map((name) => ({ question: 'q', attempt: 1, correct: true, model: name }));
    expect((await report({ source: { kind: 'attempts', attempts: apart } })).result.samples).toBe(2);
  });
});
