import { expect, it } from 'vitest';
import type { CompareAsk, EdgeAnswer, EdgeComparison, EdgeScore, ScoreAsk } from '../../workers/edge-judge/index.ts';
import { bundleFiles, type ExpectedItem, expectedItems, putBundle, sha256 } from '../edge-bundle.ts';
import { openTestPlatform } from '../platform.ts';

interface EdgeBinding {
  score: (ask: ScoreAsk) => Promise<EdgeAnswer<EdgeScore>>;
  compare: (ask: CompareAsk) => Promise<EdgeAnswer<EdgeComparison>>;
}
const platform = await openTestPlatform({ edge_models: true });
const { EDGE: edge } = await platform.mf.getBindings<{ EDGE: EdgeBinding }>('assay-api');
const expected = expectedItems();
const items = expected.map(({ prompt, response }) => ({ prompt, response }));

/** The results of a call that must succeed. */
function resultsOf<T>(answer: EdgeAnswer<T>): T[] {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.results;
}
const platt = (a: number, b: number, x: number) => 1 / (1 + Math.exp(a * x + b));

it('scores as native onnxruntime does, and near to torch', async () => {
  const model = await putBundle(platform);
  const scores = resultsOf(await edge.score({ model, items }));
  scores.forEach((score, at) => {
    const { onnxruntime, torch, ids } = expected[at] as ExpectedItem;
    expect(score.tokens).toBe(ids.length);
    expect(score.reward).toBeCloseTo(onnxruntime.reward, 3);
    expect(Math.abs(score.reward - torch.reward)).toBeLessThan(0.1);
    expect(score.steps).toHaveLength(onnxruntime.steps.length);
    score.steps?.forEach((p, step) => void expect(p).toBeCloseTo(platt(-1, 0, onnxruntime.steps[step] ?? 0), 3));
    const { a, b } = JSON.parse(bundleFiles().manifest.toString()).heads.reward.map;
    const right = platt(a, b, onnxruntime.reward);
    expect(score.right?.probability).toBeCloseTo(right, 3);
    expect(score.right?.abstains).toBe(Math.max(right, 1 - right) < 0.6);
    const grades = Object.values(score.grades ?? {});
    expect(grades.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
    expect(grades.indexOf(Math.max(...grades))).toBe(onnxruntime.grades.indexOf(Math.max(...onnxruntime.grades)));
  });
});

it('gives the same numbers alone and among others, and a pair the mirror of its swap', async () => {
  const model = await putBundle(platform);
  const together = resultsOf(await edge.score({ model, items: [...items, ...items] }));
  const alone = resultsOf(await edge.score({ model, items: items.slice(1, 2) }));
  expect(together[1]).toEqual(alone[0]);
  expect(together[5]).toEqual(alone[0]);
  const prompt = 'Which?';
  const [pair, swapped] = resultsOf(
    await edge.compare({
      model,
      pairs: [
        { prompt, responses: ['7', 'seven'] },
        { prompt, responses: ['seven', '7'] },
      ],
    }),
  );
  expect((pair?.a?.probability ?? 0) + (swapped?.a?.probability ?? 0)).toBeCloseTo(1, 12);
});

it('keeps question and conclusion of what is too long, and says so', async () => {
  const model = await putBundle(platform);
  const steps = Array.from({ length: 60 }, (_, step) => `Step ${step}: add ${step} to what there was before.`);
  const [score] = resultsOf(await edge.score({ model, items: [{ prompt: 'Add them.', response: '', steps }] }));
  expect(score?.tokens).toBeLessThanOrEqual(128);
  expect(score?.truncated?.steps).toBeGreaterThan(40);
  expect(score?.steps).toHaveLength(60);
  expect(score?.steps?.at(-1)).not.toBeNull();
  expect(score?.steps?.at(30)).toBeNull();
});

it('answers each unusable model with its reason and goes on serving', async () => {
  const good = await putBundle(platform);
  const files = await platform.mf.getR2Bucket('FILES', 'assay-api');
  const { model, manifest } = bundleFiles();
  const swapped = await putBundle(platform, { model: Buffer.concat([model, Buffer.from('x')]) });
  await files.put(`edge-models/${sha256(Buffer.concat([model, Buffer.from('x')]))}`, model);
  const noise = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251));
  // The field opset_import.version (8: 10 02 08 xx at the end of an ONNX file) with a version nobody knows.
  const future = Buffer.from(model);
  const opset = future.lastIndexOf(Buffer.from([0x10, 17]));
  future[opset + 1] = 99;
  await files.put(`edge-models/${sha256(Buffer.from('no JSON'))}`, 'no JSON');
  const half = Buffer.from(model.subarray(0, model.length >> 1));
  const cases: [string, string, RegExp][] = [
    ['no such model', '0'.repeat(64), /model_missing/],
    ['another content than its hash says', swapped, /model_corrupt/],
    ['a manifest that is none', sha256(Buffer.from('no JSON')), /model_foreign/],
    ['bytes that are no model', await putBundle(platform, { model: noise }), /failed|model_corrupt/],
    ['half a model', await putBundle(platform, { model: half }), /failed|model_corrupt/],
    ['an opset of the future', await putBundle(platform, { model: future }), /wrong_opset/],
    ['a tokenizer that is none', await putBundle(platform, { tokenizer: Buffer.from('{}') }), /model_foreign/],
    ['a model that is too large', await putBundle(platform, { model: Buffer.alloc(17_000_000) }), /too_large/],
    [
      'a template that names no token of the vocabulary',
      await putBundle(platform, {
        manifest: { template: { ...JSON.parse(manifest.toString()).template, sep: '[NONE]' } },
      }),
      /model_foreign.*\[NONE\]/,
    ],
    [
      'heads that the model has not',
      await putBundle(platform, {
        manifest: {
          heads: { ...JSON.parse(manifest.toString()).heads, grades: { labels: [0, 1, 2], temperature: 1 } },
        },
      }),
      /3 floats/,
    ],
  ];
  for (const [what, hash, reason] of cases) {
    const answer = await edge.score({ model: hash, items });
    expect(answer.ok ? 'scored' : `${answer.error.code}: ${answer.error.message}`, what).toMatch(reason);
    expect((await edge.score({ model: good, items })).ok, `after ${what}`).toBe(true);
  }
});

it('refuses input that is too large instead of working on it', async () => {
  const model = await putBundle(platform);
  const long = await edge.score({ model, items: [{ prompt: '', response: 'a'.repeat(100_001) }] });
  const many = await edge.score({ model, items: Array.from({ length: 65 }, () => ({ prompt: '', response: 'a' })) });
  for (const answer of [long, many]) expect(answer).toMatchObject({ ok: false, error: { code: 'input_too_large' } });
});

it('keeps its memory under the ceiling over many models and lengths', async () => {
  const hashes = await Promise.all(
    Array.from({ length: 6 }, (_, at) => putBundle(platform, { manifest: { description: `Copy ${at}.` } })),
  );
  let most = 0;
  for (let round = 0; round < 60; round++) {
    const model = hashes[round % hashes.length] ?? '';
    const sized = Array.from({ length: 8 }, (_, at) => ({
      prompt: 'Add.',
      response: '1 + 1 '.repeat((round * 8 + at) % 41),
    }));
    const answer = await edge.score({ model, items: sized });
    if (!answer.ok) throw new Error(answer.error.message);
    most = Math.max(most, answer.memory_bytes);
  }
  expect(most).toBeGreaterThan(16 * 2 ** 20 - 1);
  expect(most).toBeLessThanOrEqual(64 * 2 ** 20);
});
