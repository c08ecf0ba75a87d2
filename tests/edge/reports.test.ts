import { beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../schema/contracts/reports.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';

/** Attempts with counts of right-right, right-wrong, wrong-right and wrong-wrong questions. */
function attempts([rr, rw, wr, ww]: [number, number, number, number]) {
  const rows = [
    ...Array(rr).fill([true, true]),
    ...Array(rw).fill([true, false]),
    ...Array(wr).fill([false, true]),
    ...Array(ww).fill([false, false]),
  ] as boolean[][];
  return rows.flatMap((turns, question) =>
    turns.map((correct, turn) => ({ question: `q${question}`, attempt: turn + 1, correct })),
  );
}

describe('self-correction reports', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await (await openTestPlatform()).project();
  });
  const report = (source: unknown, status = 201) =>
    project.json<Report>('POST', '/v1/self-correction-reports', { name: 'r', source }, status);

  test("SCoRe's published row comes out to the digit", async () => {
    // Kumar et al. 2024 (arXiv 2409.12917), the only integer table that rounds to their MATH500 row.
    const made = await report({ kind: 'attempts', attempts: attempts([293, 7, 29, 171]) });
    const [pair] = made.result.pairs;
    const percent = (value: number | null | undefined) => ((value ?? Number.NaN) * 100).toFixed(1);
    expect(made.result.turns.map((turn) => percent(turn.accuracy.value))).toEqual(['60.0', '64.4']);
    expect([pair?.delta, pair?.i_to_c, pair?.c_to_i].map((one) => percent(one?.value))).toEqual(['4.4', '5.8', '1.4']);
    expect([pair?.cl, pair?.cs, pair?.rss].map((one) => percent(one?.value))).toEqual(['97.7', '14.5', '59.2']);
    expect(pair?.delta.low).toBeLessThan(0.044);
    expect(pair?.delta.high).toBeGreaterThan(0.044);
    expect(await project.json('GET', `/v1/self-correction-reports/${made.id}`)).toEqual(made);
  });

  test('the same attempts in another order have the same hash and numbers', async () => {
    const rows = attempts([3, 1, 2, 4]);
    const [one, two] = [
      await report({ kind: 'attempts', attempts: rows }),
      await report({ kind: 'attempts', attempts: [...rows].reverse() }),
    ];
    expect(two.inputs_sha256).toBe(one.inputs_sha256);
    expect(two.result).toEqual(one.result);
  });

  test('uploaded responses of a dataset, judged by a rule; unreadable answers are counted apart', async () => {
    const { id: dataset_id } = await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'sums' });
    const items = [1, 2, 3, 4].map((n) => ({ external_id: `q${n}`, prompt: `${n}+1`, reference: String(n + 1) }));
    await project.json('POST', `/v1/datasets/${dataset_id}/items`, { items });
    const turns: [string, string, string][] = [
      ['q1', 'The answer is 9', 'The answer is 2'],
      ['q2', '3', '3'],
      ['q3', '4', 'no idea'],
      ['q4', '1', '2'],
    ];
    const responses = turns.flatMap(([item_id, ...said]) =>
      said.map((content, turn) => ({ item_id, model: 'm', attempt: turn + 1, content })),
    );
    await project.json('POST', `/v1/datasets/${dataset_id}/responses`, { responses });
    const source = { kind: 'dataset', dataset_id, model: 'm' };
    expect(await report(source, 400)).toMatchObject({ detail: expect.stringContaining('judge_id') });
    const judge = await project.json<{ id: string }>('POST', '/v1/judges', {
      name: 'n',
      mode: 'reference',
      provider: { kind: 'rule', verifier: 'numeric' },
    });
    const { result } = await report({ ...source, judge_id: judge.id });
    expect(result).toMatchObject({
      questions: 4,
      turns: [{ accuracy: { value: 0.5 } }, { accuracy: { value: 0.5 }, unparsed: 1 }],
    });
    expect(result.pairs[0]).toMatchObject({ i_to_c: { value: 0.25 }, c_to_i: { value: 0.25 }, delta: { value: 0 } });
  });

  test('nothing to report on is a clear error', async () => {
    expect(await report({ kind: 'attempts', attempts: [] }, 400)).toMatchObject({ code: 'invalid_request' });
    const twice = [1, 1].map(() => ({ question: 'q', attempt: 1, correct: true }));
    expect(await report({ kind: 'attempts', attempts: twice }, 400)).toMatchObject({
      detail: expect.stringContaining('twice'),
    });
  });
});

describe('reports beside each other', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await (await openTestPlatform()).project();
  });
  const report = (rows: object[]) =>
    project.json<Report>('POST', '/v1/self-correction-reports', {
      name: 'r',
      source: { kind: 'attempts', attempts: rows },
    });

  test('compare question by question: a hard question is hard for both, and drops out', async () => {
    const base = attempts([10, 4, 2, 24]);
    // The same questions, but of those that were wrong at first six more are repaired.
    const better = attempts([10, 4, 8, 18]);
    const [one, two] = [await report(base), await report(better)];
    const found = await project.json<{
      questions: number;
      differences: Record<string, { value: number; low: number }>;
    }>('POST', `/v1/self-correction-reports/${one.id}/comparisons`, { with: two.id });
    expect(found.questions).toBe(40);
    expect(found.differences.accuracy_before?.value).toBe(0);
    expect(found.differences.delta?.value).toBeCloseTo(6 / 40, 12);
    expect(found.differences.delta?.low).toBeGreaterThan(0);
    expect(found.differences.cs?.value).toBeCloseTo(8 / 26 - 2 / 26, 12);
    const other = await report([{ question: 'another', attempt: 1, correct: true }]);
    expect(
      await project.json('POST', `/v1/self-correction-reports/${one.id}/comparisons`, { with: other.id }, 400),
    ).toMatchObject({ detail: expect.stringContaining('share no question') });
  });

  test('pass@k by turn, and every number as CSV, an undefined one empty', async () => {
    // Two questions with four samples: 1 and 3 right at first, so pass@2 is (1 − C(3,2)/C(4,2) + 1 − 0)/2 = 3/4; all right at last.
    const rows = [1, 3].flatMap((right, question) =>
      [0, 1, 2, 3].flatMap((sample) => [
        { question: `q${question}`, sample, attempt: 1, correct: sample < right },
        { question: `q${question}`, sample, attempt: 2, correct: true },
      ]),
    );
    const made = await report(rows);
    const at = (turn: number, k: number) =>
      made.result.sampling.find((one) => one.turn === turn && one.k === k)?.pass_at_k;
    expect(at(1, 1)?.value).toBeCloseTo(0.5, 12);
    expect(at(1, 2)?.value).toBeCloseTo(0.75, 12);
    expect(at(2, 4)?.value).toBe(1);
    const csv = await (await project.request(`/v1/self-correction-reports/${made.id}/csv`)).text();
    const lines = csv.trim().split('\r\n');
    expect(lines[0]).toBe('part,model,task,strategy,iteration,measure,from,to,k,value,low,high,n');
    expect(lines).toContainEqual(expect.stringMatching(/^all,,,,,pass_at_k,1,,2,0\.75,/));
    const never_wrong = await report([1, 2].map((attempt) => ({ question: 'q', attempt, correct: true })));
    const other = await (await project.request(`/v1/self-correction-reports/${never_wrong.id}/csv`)).text();
    expect(other).toContain('all,,,,,cs,1,2,,,,,0');
  });
});
