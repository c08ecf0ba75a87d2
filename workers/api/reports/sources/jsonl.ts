import { Attempt, LabelAttempt } from '../../../../schema/contracts/attempts.ts';
import { AssayError } from '../../../../schema/errors.ts';
import { lineScanner, readRecords } from '../../imports/records.ts';
import { givenAttempt, givenLabel } from './given.ts';
import type { SourceRow } from './source.ts';

const page_lines = 500;
/** Bad lines that are told of; a file with any makes no report. */
const most_errors = 20;

/** What a file's lines are given where they do not say it themselves. */
export type Defaults = { model?: string; strategy?: string };

/** Reads JSONL, one Attempt or LabelAttempt a line. @throws AssayError `invalid_request` that names the bad lines */
export async function* jsonl(bytes: ReadableStream<Uint8Array>, defaults: Defaults = {}): AsyncGenerator<SourceRow[]> {
  const errors: { path: string; message: string }[] = [];
  let page: SourceRow[] = [];
  for await (const record of readRecords(windows(bytes), { offset: 0, lines: 0 }, lineScanner())) {
    const read = readLine(record.bytes, defaults);
    if (typeof read === 'string') errors.push({ path: `line ${record.line}`, message: read });
    else if (read) page.push(read);
    if (errors.length >= most_errors) break;
    if (page.length < page_lines || errors.length > 0) continue;
    yield page;
    page = [];
  }
  const [first] = errors;
  if (first)
    throw new AssayError(
      'invalid_request',
      `The ${first.path} of the attempts ${first.message}; no report is made.`,
      errors,
    );
  yield page;
}

/** A line as an attempt, what is wrong with it, or null where it is empty. */
function readLine(bytes: Uint8Array | null, defaults: Defaults): SourceRow | string | null {
  if (!bytes) return 'is longer than 1,000,000 bytes';
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') return null;
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return 'is not a JSON object';
  const filled = { ...defaults, ...row };
  const read = 'gold' in row ? LabelAttempt.safeParse(filled) : Attempt.safeParse(filled);
  if (!read.success) {
    const [issue] = read.error.issues;
    return `has a fault at ${issue?.path.join('.') || 'its fields'}: ${issue?.message ?? 'it cannot be read'}`;
  }
  return 'gold' in read.data ? givenLabel(read.data) : givenAttempt(read.data);
}

async function* windows(bytes: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = bytes.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}
