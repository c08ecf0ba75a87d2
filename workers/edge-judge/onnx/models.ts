import type { EdgeManifest } from '../../../schema/contracts/edge-models.ts';
import type { Encoder } from '../../edge-model/rows.ts';
import { type Bundle, readBundle } from './bundle.ts';
import { EdgeFailure, failureOf } from './failure.ts';
import { openRuntime, type Runtime } from './runtime.ts';
import { openSession, type Session } from './session.ts';

/** A model ready to score. */
export type Model = { sha256: string; manifest: EdgeManifest; encoder: Encoder; session: Session; size_bytes: number };

/** Models that are kept open: few, and small together, so that work has room under the ceiling. */
const MOST_MODELS = 3;
const MOST_BYTES = 16_000_000;
/** Past this the runtime is dropped after the call: wasm memory never shrinks by itself. */
const TIRED_BYTES = 60 * 1_048_576;

/** The runtime of this isolate and its open models, the one used last at the end. Opening and running never wait, so calls do not mix. */
let runtime: Runtime | null = null;
const open_models = new Map<string, Model>();

/** Memory that the runtime holds now. */
export const memoryBytes = (): number => runtime?.memory.buffer.byteLength ?? 0;

/** The open models, by hash. */
export const openModels = (): string[] => [...open_models.keys()];

/** Drops the runtime with all it holds; the next call starts a new one. */
export function dropRuntime(): void {
  runtime = null;
  open_models.clear();
}

/**
 * Uses a model, opening it where it is not open. `use` must not wait. What fails for want of memory is tried once more on a new runtime
 * that holds nothing else. @throws EdgeFailure
 */
export async function withModel<T>(files: R2Bucket, sha256: string, use: (model: Model) => T): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      const model = open_models.get(sha256) ?? (await openModel(files, sha256));
      open_models.delete(sha256);
      open_models.set(sha256, model);
      const result = use(model);
      if (memoryBytes() > TIRED_BYTES) dropRuntime();
      return result;
    } catch (error) {
      const { failure, broken } = failureOf(error);
      if (broken) dropRuntime();
      if (!broken || tried === 2) throw failure;
    }
  }
}

async function openModel(files: R2Bucket, sha256: string): Promise<Model> {
  const bundle = await readBundle(files, sha256);
  const started = runtime ?? (await openRuntime());
  // Another call may have come this far meanwhile: one runtime and one session are enough.
  runtime ??= started;
  const there = open_models.get(sha256);
  if (there) return there;
  makeRoom(bundle.model.byteLength);
  const session = openSession(runtime, bundle.model);
  try {
    checkSession(session, bundle);
  } catch (error) {
    session.release();
    throw error;
  }
  const { manifest, encoder } = bundle;
  return { sha256, manifest, encoder, session, size_bytes: bundle.model.byteLength };
}

function makeRoom(size_bytes: number): void {
  const held = () => [...open_models.values()].reduce((sum, model) => sum + model.size_bytes, 0);
  for (const [sha256, model] of open_models) {
    if (open_models.size < MOST_MODELS && held() + size_bytes <= MOST_BYTES) return;
    open_models.delete(sha256);
    model.session.release();
  }
}

function checkSession({ inputs, outputs }: Session, { manifest }: Bundle): void {
  const heads = Object.entries(manifest.heads).flatMap(([name, head]) => (head ? [name] : []));
  const lacks = [
    ...['input_ids', 'attention_mask'].filter((name) => !inputs.includes(name)).map((name) => `input ${name}`),
    ...heads.filter((name) => !outputs.includes(name)).map((name) => `output ${name}`),
  ];
  if (lacks.length > 0 || inputs.length !== 2)
    throw new EdgeFailure(
      'model_foreign',
      `The model has inputs ${inputs.join(', ')} and outputs ${outputs.join(', ')}; it lacks ${lacks.join(', ') || 'nothing, but has too many inputs'}.`,
    );
}
