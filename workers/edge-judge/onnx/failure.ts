import type { EdgeFailureCode } from '../../edge-model/failure.ts';

/** Thrown inside the edge judge, answered as a value: an RPC error loses its type on the way. */
export class EdgeFailure extends Error {
  readonly code: EdgeFailureCode;
  constructor(code: EdgeFailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

const OUT_OF_MEMORY = /bad_alloc|out of memory|memory access out of bounds|Aborted|Cannot enlarge|unreachable/i;
const OPSET = /opset/i;

/** What an exception of the runtime means. `broken` says that the instance must not be used again. */
export function failureOf(error: unknown): { failure: EdgeFailure; broken: boolean } {
  if (error instanceof EdgeFailure) return { failure: error, broken: false };
  const message = error instanceof Error ? error.message : String(error);
  const trapped = error instanceof WebAssembly.RuntimeError || error instanceof RangeError || typeof error === 'number';
  if (trapped || OUT_OF_MEMORY.test(message))
    return { failure: new EdgeFailure('out_of_memory', `The runtime ran out of memory: ${message}`), broken: true };
  if (OPSET.test(message))
    return {
      failure: new EdgeFailure('wrong_opset', `This runtime does not know the model's opset: ${message}`),
      broken: false,
    };
  return { failure: new EdgeFailure('failed', message), broken: false };
}
