import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EdgeManifest, type EdgeModel } from '../../schema/contracts/edge-models.ts';
import type { Judge } from '../../schema/contracts/judges.ts';
import type { Judgment } from '../../schema/contracts/judgments.ts';
import { seedDemo } from '../../scripts/demo.ts';
import { sha256 } from '../edge-bundle.ts';
import { openTestPlatform } from '../platform.ts';

const platform = await openTestPlatform({ edge_models: true });
const project = await platform.project();
const shipped = existsSync('models')
  ? readdirSync('models').filter((name) => existsSync(`models/${name}/manifest.json`))
  : [];

test('every starter model that is committed is shipped whole: its files are those that its manifest names', async () => {
  const { data } = await project.json<{ data: EdgeModel[] }>('GET', '/v1/edge-models');
  expect(data.map(({ id }) => id).sort()).toEqual([...shipped].sort());
  for (const { id, sha256: hash, manifest } of data) {
    expect(manifest).toEqual(EdgeManifest.parse(JSON.parse(readFileSync(`models/${id}/manifest.json`, 'utf8'))));
    const hashes = {
      'manifest.json': hash,
      'model.onnx': manifest.files.model.sha256,
      'tokenizer.json': manifest.files.tokenizer.sha256,
    };
    for (const [file, expected] of Object.entries(hashes)) {
      const response = await project.request(`/v1/edge-models/${id}/files/${file}`);
      expect(sha256(new Uint8Array(await response.arrayBuffer())), `${id}/${file}`).toBe(expected);
    }
    expect(manifest.files.model.size_bytes).toBeLessThanOrEqual(12_000_000);
    expect(manifest.parameters).toBeLessThanOrEqual(10_000_000);
  }
});

test('a project seeded as `npm start` does judges by the starters, with no key and no call', async () => {
  await seedDemo(platform.url, project.key);
  const { data } = await project.json<{ data: Judge[] }>('GET', '/v1/judges?limit=200');
  const judges = data.filter(({ panel }) => panel[0]?.kind === 'edge');
  expect(new Set(judges.map(({ panel }) => (panel[0]?.kind === 'edge' ? panel[0].model : '')))).toEqual(
    new Set(shipped),
  );
  for (const { id, mode } of judges) {
    const prompt = 'Ann has 3 apples and buys 4 more. How many has she?';
    const right = '3 + 4 = 7\nAnn has 7 apples.';
    const asked = mode === 'pair' ? { responses: [right, '12'] } : { response: right };
    const judgment = await project.json<Judgment>('POST', '/v1/judgments', { judge_id: id, prompt, ...asked });
    expect(judgment).toMatchObject({ calls: 0, cost: null });
    expect(judgment.verdict.outcome).not.toBe('unreadable');
    expect(judgment.verdict.probability).toBeGreaterThanOrEqual(0.5);
  }
});
