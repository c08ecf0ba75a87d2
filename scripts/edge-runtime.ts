import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash, ROOT, SetupError, setStamp, stampIs } from './root.ts';

const source = join(ROOT, 'node_modules/onnxruntime-web/dist');

/**
 * What a Worker cannot do, in onnxruntime-web's glue and what stands in its place: shared memory of 4 GiB becomes the plain memory the
 * caller gives, so that its maximum is the ceiling and a new instance frees it; nothing waits on shared memory; the module is handed in.
 */
const CHANGES: [from: string, to: string][] = [
  ['x=new WebAssembly.Memory({initial:256,maximum:65536,shared:!0})', 'x=h.wasmMemory'],
  [
    'globalThis.SharedArrayBuffer??(new WebAssembly.Memory({initial:0,maximum:0,shared:!0})).buffer.constructor',
    'class{}',
  ],
  ['wd=!Atomics.waitAsync||', 'wd=true||'],
  ['m=globalThis.process?.versions?.node&&"renderer"!=globalThis.process?.type', 'm=false'],
  ['const {createRequire:a}=await import("module");var require=a(import.meta.url),', 'var node,'],
];
/** What follows starts the glue as one of its own threads. */
const END = 'export default ortWasmThreaded;';

/** Writes dist/edge-runtime: onnxruntime-web's glue and wasm, changed so that they run in a Worker with plain, capped memory. */
export function writeEdgeRuntime(): void {
  const folder = join(ROOT, 'dist/edge-runtime');
  const write = (name: string, content: Buffer | string) => {
    // Whole or not at all: another build may be reading it.
    writeFileSync(join(folder, `.${process.pid}.${name}`), content);
    renameSync(join(folder, `.${process.pid}.${name}`), join(folder, name));
  };
  const stamp = join(ROOT, 'dist/.stamps/edge-runtime');
  const hash = contentHash(['scripts/edge-runtime.ts', 'package-lock.json']);
  if (stampIs(stamp, hash)) return;
  mkdirSync(folder, { recursive: true });
  let glue = readFileSync(join(source, 'ort-wasm-simd-threaded.mjs'), 'utf8');
  for (const [from, to] of [...CHANGES, [END, END]] as [string, string][]) {
    if (glue.split(from).length !== 2)
      throw new SetupError(
        `onnxruntime-web's glue does not hold ${JSON.stringify(from)} once; this release is unknown.`,
      );
    glue = glue.replace(from, () => to);
  }
  // This is no Node: a bundler need not look for its modules.
  glue = glue.slice(0, glue.indexOf(END) + END.length).replaceAll('require("', 'node("');
  write('ort.wasm', plainMemory(readFileSync(join(source, 'ort-wasm-simd-threaded.wasm'))));
  write('ort.mjs', `${glue}\nexport { default as wasm } from './ort.wasm';\n`);
  setStamp(stamp, hash);
}

/** The same wasm with its imported memory plain instead of shared (limits' flags 3 → 1), of any maximum. */
function plainMemory(wasm: Buffer): Buffer {
  let at = 8;
  while (at < wasm.length) {
    const id = wasm[at] ?? 0;
    const size = leb(wasm, at + 1);
    if (id === 2) return rewriteImports(wasm, size.next, size.next + size.value);
    at = size.next + size.value;
  }
  throw new SetupError("onnxruntime-web's wasm has no imports.");
}

function rewriteImports(wasm: Buffer, start: number, end: number): Buffer {
  let at = leb(wasm, start).next;
  while (at < end) {
    for (const _ of ['module', 'name']) {
      const length = leb(wasm, at);
      at = length.next + length.value;
    }
    const kind = wasm[at];
    if (kind === 0) at = leb(wasm, at + 1).next;
    else if (kind === 2 && wasm[at + 1] === 3) {
      const out = Buffer.from(wasm);
      out[at + 1] = 1;
      return out;
    } else break;
  }
  throw new SetupError("onnxruntime-web's wasm does not import its memory as it used to; this release is unknown.");
}

/** An unsigned LEB128 number. */
function leb(bytes: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  for (let shift = 0, place = at; ; shift += 7, place++) {
    const byte = bytes[place] ?? 0;
    value |= (byte & 127) << shift;
    if (byte < 128) return { value, next: place + 1 };
  }
}
