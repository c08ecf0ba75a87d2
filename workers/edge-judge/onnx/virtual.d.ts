/** onnxruntime-web's glue and wasm as scripts/edge-runtime.ts writes them: the C interface, with plain memory that the caller gives. */
declare module 'virtual:onnxruntime' {
  export const wasm: WebAssembly.Module;

  export interface OrtModule {
    HEAPU8: Uint8Array;
    stackSave: () => number;
    stackRestore: (stack: number) => void;
    stackAlloc: (bytes: number) => number;
    getValue: (at: number, type: 'i32' | '*') => number;
    setValue: (at: number, value: number, type: 'i32' | '*') => void;
    UTF8ToString: (at: number) => string;
    stringToUTF8: (text: string, at: number, most: number) => void;
    lengthBytesUTF8: (text: string) => number;
    _malloc: (bytes: number) => number;
    _free: (at: number) => void;
    _OrtInit: (threads: number, log_level: number) => number;
    _OrtGetLastError: (code_at: number, message_at: number) => void;
    _OrtCreateSessionOptions: (
      optimization: number,
      arena: boolean,
      pattern: boolean,
      mode: number,
      profile: boolean,
      profile_prefix: number,
      log_id: number,
      log_severity: number,
      log_verbosity: number,
      optimized_path: number,
    ) => number;
    _OrtAddSessionConfigEntry: (options: number, key: number, value: number) => number;
    _OrtReleaseSessionOptions: (options: number) => number;
    _OrtCreateSession: (model: number, bytes: number, options: number) => number;
    _OrtReleaseSession: (session: number) => number;
    _OrtGetInputOutputCount: (session: number, inputs_at: number, outputs_at: number) => number;
    _OrtGetInputOutputMetadata: (session: number, index: number, name_at: number, metadata_at: number) => number;
    _OrtFree: (at: number) => number;
    _OrtCreateTensor: (
      type: number,
      data: number,
      bytes: number,
      dims: number,
      rank: number,
      location: number,
    ) => number;
    _OrtGetTensorData: (tensor: number, type_at: number, data_at: number, dims_at: number, rank_at: number) => number;
    _OrtReleaseTensor: (tensor: number) => number;
    _OrtRun: (
      session: number,
      input_names: number,
      inputs: number,
      input_count: number,
      output_names: number,
      output_count: number,
      outputs: number,
      options: number,
    ) => number;
  }

  export default function open(given: {
    wasmMemory: WebAssembly.Memory;
    numThreads: number;
    instantiateWasm: (
      imports: WebAssembly.Imports,
      ready: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ) => void;
    print: (line: string) => void;
    printErr: (line: string) => void;
  }): Promise<OrtModule>;
}
