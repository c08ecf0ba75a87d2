import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestPlatform } from './platform.ts';

/** The model of random weights that tests/fixtures/edge-model/make.py writes. */
export const FIXTURE = 'tests/fixtures/edge-model';

/** An item of the fixture with what torch and onnxruntime say of it. */
export interface ExpectedItem {
  prompt: string;
  response: string;
  ids: number[];
  torch: { reward: number; steps: number[] };
  onnxruntime: { reward: number; grades: number[]; steps: number[] };
}

/** The three files of a bundle in a folder. */
export function bundleFiles(folder = FIXTURE): { manifest: Buffer; model: Buffer; tokenizer: Buffer } {
  const read = (name: string) => readFileSync(join(folder, name));
  return { manifest: read('manifest.json'), model: read('model.onnx'), tokenizer: read('tokenizer.json') };
}

/** Lower-case hexadecimal SHA-256. */
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Puts a bundle where the edge judge looks for it, its manifest changed as given. @returns the model's hash */
export async function putBundle(
  platform: TestPlatform,
  change: { manifest?: Record<string, unknown>; model?: Buffer; tokenizer?: Buffer } = {},
  folder = FIXTURE,
): Promise<string> {
  const files = await platform.mf.getR2Bucket('FILES', 'assay-api');
  const { model, tokenizer, manifest } = { ...bundleFiles(folder), ...change, manifest: bundleFiles(folder).manifest };
  const named = (bytes: Buffer) => ({ sha256: sha256(bytes), size_bytes: bytes.byteLength });
  const whole = {
    ...JSON.parse(manifest.toString()),
    files: { model: named(model), tokenizer: named(tokenizer) },
    ...change.manifest,
  };
  const text = Buffer.from(JSON.stringify(whole));
  for (const bytes of [text, model, tokenizer]) await files.put(`edge-models/${sha256(bytes)}`, bytes);
  return sha256(text);
}
