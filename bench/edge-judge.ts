import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openPlatform, type Platform } from '../scripts/platform.ts';
import { ROOT } from '../scripts/root.ts';
import { bundleFiles, sha256 } from '../tests/edge-bundle.ts';
import type { EdgeAnswer, EdgeScore, ScoreAsk } from '../workers/edge-judge/index.ts';
import { quantile, type Row, type Suite } from './bench.ts';
import { childCpuMs } from './cpu.ts';

interface EdgeBinding {
  score: (ask: ScoreAsk) => Promise<EdgeAnswer<EdgeScore>>;
  version: () => Promise<unknown>;
}
const python = join(ROOT, '.venv/bin/python');
const MEBI = 2 ** 20;

/** The model of a folder, in the platform's storage. */
async function put(platform: Platform, folder: string): Promise<string> {
  const files = await platform.mf.getR2Bucket('FILES', 'assay-api');
  const bundle = bundleFiles({}, folder);
  for (const bytes of Object.values(bundle)) await files.put(`edge-models/${sha256(bytes)}`, bytes);
  return sha256(bundle.manifest);
}

/** An item of about so many tokens: digits are a token each in every byte-level vocabulary, near enough. */
const item = (tokens: number) => ({
  prompt: 'Add.',
  response: Array.from({ length: tokens }, (_, n) => n % 10).join(' '),
});

async function timed(edge: EdgeBinding, model: string, items: ScoreAsk['items']) {
  const from = performance.now();
  const answer = await edge.score({ model, items });
  // Before the answer is read: outside a Worker it is the simulator's stand-in, each of whose fields is another call.
  const ms = performance.now() - from;
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return { ...answer, ms };
}

/** Native onnxruntime on the same model, one thread, the same number of tokens: milliseconds of processor time of each run, sorted. */
function native(folder: string, tokens: number, runs: number): number[] {
  const code = `
import sys, json, time, numpy as np, onnxruntime as o
options = o.SessionOptions(); options.intra_op_num_threads = 1
session = o.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
ids = np.arange(int(sys.argv[2]))[None] % 200 + 5
feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
times = []
for n in range(int(sys.argv[3]) + 20):
    at = time.process_time(); session.run(None, feed); times.append((time.process_time() - at) * 1000)
print(json.dumps(sorted(times[20:])))`;
  const args = ['-c', code, join(folder, 'model.onnx'), String(tokens), String(runs)];
  return JSON.parse(execFileSync(python, args, { encoding: 'utf8' }));
}

/** Gzipped size of a built Worker: what a deployment is measured by. */
function weight(name: string): number {
  const folder = join(ROOT, 'dist', name);
  const files = readdirSync(folder).filter((file) => /\.(js|wasm|md|txt)$/.test(file) && file !== 'README.md');
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).byteLength, 0);
}

async function measure(name: string, folder: string): Promise<Row[]> {
  const platform = await openPlatform({ vars: { ASSAY_SECRET: 'bench', ASSAY_ENV: 'test' } });
  try {
    const { EDGE: edge } = await platform.mf.getBindings<{ EDGE: EdgeBinding }>('assay-api');
    const model = await put(platform, folder);
    const cold = await timed(edge, model, [item(8)]);
    // The count that makes 128 tokens of this model's vocabulary.
    let words = 128;
    for (; (await timed(edge, model, [item(words)])).results[0]?.tokens !== 128 && words > 8; words--);
    for (let n = 0; n < 60; n++) await timed(edge, model, [item(words)]);
    // The simulator's way to a binding from outside costs more than the binding: an empty call takes it as well, and is taken off.
    const times: number[] = [];
    const empty: number[] = [];
    for (let n = 0; n < 150; n++) {
      times.push((await timed(edge, model, [item(words)])).ms);
      const from = performance.now();
      await edge.version();
      empty.push(performance.now() - from);
    }
    const way = quantile(
      empty.sort((a, b) => a - b),
      0.5,
    );
    times.sort((a, b) => a - b);
    const there = native(folder, 128, 150);
    const batch = async (size: number) => {
      const runs = Math.max(4, Math.floor(128 / size));
      const items = Array.from({ length: size }, () => item(words));
      let ms = 0;
      for (let n = 0; n < runs; n++) ms += (await timed(edge, model, items)).ms;
      return (runs * size * 1000) / ms;
    };
    const spent = childCpuMs('workerd');
    const rate_32 = await batch(32);
    // A call of 32 makes what is not the model's small; 4 runs of 32.
    const cpu_ms = (childCpuMs('workerd') - spent) / 128;
    const rates = { 1: await batch(1), 8: await batch(8), 32: rate_32 };
    let most = 0;
    for (let n = 0; n < 1000; n += 10) {
      const mixed = Array.from({ length: 10 }, (_, at) => item(1 + (((n + at) * 37) % 150)));
      most = Math.max(most, (await timed(edge, model, mixed)).memory_bytes);
    }
    const baseline = 'onnxruntime (Python), one thread, same model';
    const row = (what: string, value: number, unit: string, against: string, baseline_value: number): Row => ({
      ...{
        name: `${name}: ${what}`,
        value,
        unit,
        baseline: against,
        baseline_value,
        better: unit === '/s' ? 'higher' : 'lower',
      },
    });
    const [p50, p99] = [quantile(times, 0.5) - way, quantile(times, 0.99) - way];
    return [
      row('128 tokens in the Worker, p50 (aim: 25 ms)', p50, 'ms', baseline, quantile(there, 0.5)),
      row('128 tokens in the Worker, p99 (aim: 60 ms)', p99, 'ms', baseline, quantile(there, 0.99)),
      row('processor time of 128 tokens (aim: a quarter of native)', cpu_ms, 'ms', baseline, quantile(there, 0.5)),
      row('responses of 128 tokens, 8 a call', rates[8], '/s', 'one a call', rates[1]),
      row('responses of 128 tokens, 32 a call', rates[32], '/s', 'one a call', rates[1]),
      row('first call: runtime, model, tokenizer', cold.ms - way, 'ms', 'a warm one of 128 tokens', p50),
      row('wasm memory after 1,000 responses of mixed length', most / MEBI, 'MiB', 'the ceiling', 64),
    ];
  } finally {
    await platform.close();
  }
}

/** The edge judge on the starter that is committed, and on random weights of the largest shape we would train. */
export const run: Suite = async () => {
  if (!existsSync(python)) {
    console.error(
      'edge-judge: skipped, native onnxruntime is in the runner’s Python environment, which is not installed',
    );
    return [];
  }
  const large = mkdtempSync(join(tmpdir(), 'edge-model-'));
  const make = join(ROOT, 'tests/fixtures/edge-model/make.py');
  const env = { ...process.env, PYTHONPATH: join(ROOT, 'gpu-runner') };
  const shape = ['--hidden', '256', '--layers', '4', '--vocab', '8192', '--tokens', '256'];
  execFileSync(python, [make, large, ...shape], { env, stdio: 'ignore' });
  const starter = join(ROOT, 'models/starter-maths');
  const size = (folder: string) => `${(statSync(join(folder, 'model.onnx')).size / 1e6).toFixed(1)} MB`;
  const rows = existsSync(starter) ? await measure(`starter-maths, ${size(starter)}`, starter) : [];
  rows.push(...(await measure(`random weights 4 × 256, ${size(large)}`, large)));
  const sized = (name: string, limit: number, baseline: string): Row => ({
    ...{
      name: `${name}, gzipped`,
      value: weight(name) / 1e6,
      unit: 'MB',
      baseline,
      baseline_value: limit,
      better: 'lower',
    },
  });
  rows.push(sized('assay-edge-judge', 10, "a Worker's limit on the paid plan"), sized('assay-api', 1, 'our aim'));
  return rows;
};
