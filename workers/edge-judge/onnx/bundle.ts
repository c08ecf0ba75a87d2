import { Tokenizer } from '@huggingface/tokenizers';
import { EdgeManifest } from '../../../schema/contracts/edge-models.ts';
import { type Encoder, encoderOf } from '../../edge-model/rows.ts';
import { EdgeFailure } from './failure.ts';

/** Where a file of an edge model lies: by the hash of its content. */
export const fileKey = (sha256: string): string => `edge-models/${sha256}`;

/** The largest model file: 64 MiB of memory must hold it twice while it is opened, beside the runtime's 16. */
export const MOST_MODEL_BYTES = 16_000_000;

/** A model as it lies in storage, checked. */
export type Bundle = { manifest: EdgeManifest; encoder: Encoder; model: Uint8Array };

/** Reads and checks a model's three files. @throws EdgeFailure */
export async function readBundle(files: R2Bucket, sha256: string): Promise<Bundle> {
  const manifest = parseManifest(await contentOf(files, sha256, 'manifest', 1_000_000));
  const { model, tokenizer } = manifest.files;
  const [onnx, words] = await Promise.all([
    contentOf(files, model.sha256, 'model', MOST_MODEL_BYTES),
    contentOf(files, tokenizer.sha256, 'tokenizer', 8_000_000),
  ]);
  return { manifest, encoder: readEncoder(words, manifest), model: onnx };
}

async function contentOf(files: R2Bucket, sha256: string, what: string, most: number): Promise<Uint8Array> {
  const found = await files.get(fileKey(sha256));
  if (!found) throw new EdgeFailure('model_missing', `There is no ${what} file ${sha256}.`);
  if (found.size > most)
    throw new EdgeFailure('too_large', `The ${what} file has ${found.size} bytes; at most ${most} are opened here.`);
  const bytes = new Uint8Array(await found.arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hash !== sha256) throw new EdgeFailure('model_corrupt', `The ${what} file ${sha256} has the content of ${hash}.`);
  return bytes;
}

function parseManifest(bytes: Uint8Array): EdgeManifest {
  try {
    return EdgeManifest.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    throw new EdgeFailure('model_foreign', `The manifest is none of an edge model: ${String(error).slice(0, 500)}`);
  }
}

function readEncoder(bytes: Uint8Array, manifest: EdgeManifest): Encoder {
  try {
    return encoderOf(new Tokenizer(JSON.parse(new TextDecoder().decode(bytes)), {}), manifest);
  } catch (error) {
    throw new EdgeFailure('model_foreign', `The tokenizer cannot be used: ${String(error).slice(0, 500)}`);
  }
}
