import type { OrtModule } from 'virtual:onnxruntime';
import { copyIn, floatsOf, int64Tensor, lastError, OrtError, onStack, type Runtime } from './runtime.ts';

/** A model ready to run. */
export type Session = {
  inputs: string[];
  outputs: string[];
  /** Runs rows of the same length; outputs by name. @throws OrtError */
  run: (rows: Rows, wanted: Record<string, number>) => Record<string, Float32Array>;
  release: () => void;
};

/** Token ids and the mask of `count` rows of `length` tokens each. */
export type Rows = { ids: BigInt64Array; mask: BigInt64Array; count: number; length: number };

/** Opens a session on a model's bytes. @throws OrtError with what onnxruntime says of them */
export function openSession({ ort }: Runtime, model: Uint8Array): Session {
  const options = ort._OrtCreateSessionOptions(99, true, true, 0, false, 0, 0, 4, 0, 0);
  if (options === 0) throw new OrtError(lastError(ort));
  let at = 0;
  try {
    at = copyIn(ort, model);
    const session = ort._OrtCreateSession(at, model.byteLength, options);
    if (session === 0) throw new OrtError(lastError(ort));
    return sessionOf(ort, session);
  } finally {
    if (at !== 0) ort._free(at);
    ort._OrtReleaseSessionOptions(options);
  }
}

function sessionOf(ort: OrtModule, session: number): Session {
  const [inputs, outputs] = onStack(ort, 8, (at) => {
    if (ort._OrtGetInputOutputCount(session, at, at + 4) !== 0) throw new OrtError(lastError(ort));
    return [ort.getValue(at, 'i32'), ort.getValue(at + 4, 'i32')];
  });
  const names = Array.from({ length: inputs + outputs }, (_, index) => nameOf(ort, session, index));
  const found = names.map((at) => ort.UTF8ToString(at));
  const place = new Map(found.map((name, index) => [name, names[index] ?? 0]));
  return {
    inputs: found.slice(0, inputs),
    outputs: found.slice(inputs),
    run: (rows, wanted) => run(ort, session, place, rows, wanted),
    release: () => {
      for (const name of names) ort._OrtFree(name);
      ort._OrtReleaseSession(session);
    },
  };
}

function nameOf(ort: OrtModule, session: number, index: number): number {
  return onStack(ort, 8, (at) => {
    if (ort._OrtGetInputOutputMetadata(session, index, at, at + 4) !== 0) throw new OrtError(lastError(ort));
    ort._OrtFree(ort.getValue(at + 4, '*'));
    return ort.getValue(at, '*');
  });
}

function run(
  ort: OrtModule,
  session: number,
  names: Map<string, number>,
  { ids, mask, count, length }: Rows,
  wanted: Record<string, number>,
): Record<string, Float32Array> {
  const outputs = Object.keys(wanted);
  const data: number[] = [];
  const tensors: number[] = [];
  const table = ort._malloc(4 * (4 + 2 * outputs.length));
  if (table === 0) throw new OrtError('bad_alloc: no room for a run');
  try {
    for (const values of [ids, mask]) {
      const at = copyIn(ort, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      data.push(at);
      tensors.push(int64Tensor(ort, at, count, length));
    }
    const words = [
      ...['input_ids', 'attention_mask'].map((name) => names.get(name) ?? 0),
      ...tensors,
      ...outputs.map((name) => names.get(name) ?? 0),
      ...outputs.map(() => 0),
    ];
    words.forEach((word, index) => void ort.setValue(table + 4 * index, word, '*'));
    const results = table + 16 + 4 * outputs.length;
    const failed = ort._OrtRun(session, table, table + 8, 2, table + 16, outputs.length, results, 0);
    if (failed !== 0) throw new OrtError(lastError(ort));
    const out: Record<string, Float32Array> = {};
    outputs.forEach((name, index) => {
      const tensor = ort.getValue(results + 4 * index, '*');
      tensors.push(tensor);
      out[name] = floatsOf(ort, tensor, wanted[name] ?? 0);
    });
    return out;
  } finally {
    for (const tensor of tensors) ort._OrtReleaseTensor(tensor);
    for (const at of [...data, table]) ort._free(at);
  }
}
