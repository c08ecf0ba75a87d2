/** The client of an Assay deployment: `connect({ url, key })`. */
export type * from './api.ts';
export { type Assay, type Caller, connect, type Options } from './client.ts';
export { AssayError, type AssayErrorCode, type FieldError } from './error.ts';
export type { Retries } from './retry.ts';
export type { Answer, ListRoute, Request, Route, RowOf } from './routes.ts';
export type { CallOptions } from './send.ts';
export {
  type CritiqueEvent,
  eventsOf,
  type JudgmentEvent,
  linesOf,
  type RefinementEvent,
  rowsOf,
  type ServerEvent,
} from './stream.ts';
export type { UploadChoice, UploadProgress } from './uploads.ts';
