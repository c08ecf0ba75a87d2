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
