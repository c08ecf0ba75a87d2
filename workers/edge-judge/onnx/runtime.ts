/// <reference path="./virtual.d.ts" />
import open, { type OrtModule, wasm } from 'virtual:onnxruntime';

const page = 65_536;
/** The most memory that the runtime, its sessions and their work may take together: 64 MiB of an isolate's 128. */
export const CEILING_BYTES = 1024 * page;
const INT64 = 7;
const CPU = 1;

/** What onnxruntime said when it refused something. */
export class OrtError extends Error {}

/** One instance of onnxruntime: dropping it is the only way to give its memory back. */
export type Runtime = { ort: OrtModule; memory: WebAssembly.Memory };

/** Starts a new instance with 16 MiB that may grow to the ceiling. */
export async function openRuntime(): Promise<Runtime> {
  const memory = new WebAssembly.Memory({ initial: 256, maximum: CEILING_BYTES / page });
  const ort = await open({
    wasmMemory: memory,
    numThreads: 1,
    instantiateWasm: (imports, ready) => ready(new WebAssembly.Instance(wasm, imports), wasm),
    print: () => {},
    // What onnxruntime logs goes into the error that follows; on its own it says nothing to anyone here.
    printErr: () => {},
  });
  if (ort._OrtInit(1, 4) !== 0) throw new OrtError(lastError(ort));
  return { ort, memory };
}

/** Why the last call failed. */
export function lastError(ort: OrtModule): string {
  return onStack(ort, 8, (at) => {
    ort._OrtGetLastError(at, at + 4);
    const message = ort.getValue(at + 4, '*');
    return message === 0 ? `code ${ort.getValue(at, 'i32')}` : ort.UTF8ToString(message);
  });
}

/** Runs `use` with some bytes of the wasm's stack. */
export function onStack<T>(ort: OrtModule, bytes: number, use: (at: number) => T): T {
  const stack = ort.stackSave();
  try {
    return use(ort.stackAlloc(bytes));
  } finally {
    ort.stackRestore(stack);
  }
}

/** Copies bytes into the wasm's memory; the caller frees them. @throws OrtError where there is no room */
export function copyIn(ort: OrtModule, bytes: Uint8Array): number {
  const at = ort._malloc(bytes.byteLength);
  if (at === 0) throw new OrtError(`bad_alloc: no room for ${bytes.byteLength} bytes`);
  ort.HEAPU8.set(bytes, at);
  return at;
}

/** A tensor of 64-bit integers over memory that the caller owns. */
export function int64Tensor(ort: OrtModule, data: number, rows: number, columns: number): number {
  return onStack(ort, 8, (dims) => {
    ort.setValue(dims, rows, 'i32');
    ort.setValue(dims + 4, columns, 'i32');
    const tensor = ort._OrtCreateTensor(INT64, data, rows * columns * 8, dims, 2, CPU);
    if (tensor === 0) throw new OrtError(lastError(ort));
    return tensor;
  });
}

/** The numbers of a float tensor, copied out. @throws OrtError where it is none */
export function floatsOf(ort: OrtModule, tensor: number, count: number): Float32Array {
  return onStack(ort, 16, (at) => {
    if (ort._OrtGetTensorData(tensor, at, at + 4, at + 8, at + 12) !== 0) throw new OrtError(lastError(ort));
    const type = ort.getValue(at, 'i32');
    const dims = ort.getValue(at + 8, '*');
    let size = 1;
    for (let i = 0; i < ort.getValue(at + 12, 'i32'); i++) size *= ort.getValue(dims + 4 * i, 'i32');
    ort._OrtFree(dims);
    if (type !== 1 || size !== count)
      throw new OrtError(`an output has ${size} values of type ${type}, not ${count} floats`);
    return new Float32Array(ort.HEAPU8.slice(ort.getValue(at + 4, '*'), ort.getValue(at + 4, '*') + 4 * size).buffer);
  });
}
