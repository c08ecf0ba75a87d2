import { Tokenizer } from '@huggingface/tokenizers';
import wasm_url from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { EdgeManifest, EdgeModel } from '../schema/contracts/edge-models.ts';
import type { EdgeItem } from '../workers/edge-model/encode.ts';
import { type Encoder, encoderOf, inputsOf } from '../workers/edge-model/rows.ts';
import { type EdgeScore, readPair, readScore, type Stated } from '../workers/edge-model/score.ts';

/** An edge model in this browser: the files are fetched, the text is not sent. */
export type LocalModel = {
  score: (item: EdgeItem) => Promise<EdgeScore>;
  compare: (prompt: string, a: string, b: string) => Promise<{ scores: [EdgeScore, EdgeScore]; a: Stated | null }>;
};

// One thread, as in the Worker: more would need a page that is isolated from all others.
env.wasm.numThreads = 1;
env.wasm.wasmPaths = { wasm: wasm_url };

/** Fetches a model's files, checks them against their hashes and opens it. @throws Error naming the file that is not what it should be */
export async function openLocalModel({ id, sha256, manifest }: EdgeModel): Promise<LocalModel> {
  const [model, tokenizer] = await Promise.all([
    fileOf(id, 'model.onnx', manifest.files.model.sha256),
    fileOf(id, 'tokenizer.json', manifest.files.tokenizer.sha256),
    fileOf(id, 'manifest.json', sha256),
  ]);
  const session = await InferenceSession.create(model, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' });
  const encoder = encoderOf(new Tokenizer(JSON.parse(new TextDecoder().decode(tokenizer)), {}), manifest);
  const score = (item: EdgeItem) => scoreWith(session, encoder, manifest, item);
  return {
    score,
    compare: async (prompt, a, b) => {
      const [first, second] = [await score({ prompt, response: a }), await score({ prompt, response: b })];
      return { scores: [first, second], a: readPair(manifest, first.reward, second.reward) };
    },
  };
}

async function fileOf(id: string, file: string, sha256: string): Promise<Uint8Array> {
  const response = await fetch(`/v1/edge-models/${id}/files/${file}`, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`${file} of ${id} could not be fetched: ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hash !== sha256) throw new Error(`${file} of ${id} has the hash ${hash}, not ${sha256}.`);
  return bytes;
}

async function scoreWith(
  session: InferenceSession,
  encoder: Encoder,
  manifest: EdgeManifest,
  item: EdgeItem,
): Promise<EdgeScore> {
  const encoded = encoder.encode(item);
  const { ids, mask } = inputsOf(encoded);
  const shape = [1, encoded.ids.length];
  const out = await session.run({
    input_ids: new Tensor('int64', ids, shape),
    attention_mask: new Tensor('int64', mask, shape),
  });
  const values = (name: string) => (out[name] ? Array.from(out[name].data as Float32Array) : null);
  const raw = { reward: values('reward')?.[0] ?? Number.NaN, grades: values('grades'), steps: values('steps') };
  return readScore(manifest, encoded, raw);
}
