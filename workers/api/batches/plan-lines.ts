import { ZodError } from 'zod';
import type { LineError } from '../../../schema/contracts/uploads.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { Env } from '../env.ts';
import { max_line_bytes, stretch_bytes, stretch_lines } from '../imports/limits.ts';
import { type FileRecord, lineScanner, readRecords } from '../imports/records.ts';
import type { TaskRequest } from '../store/batch-plan.ts';
import type { BatchRow } from '../store/batches.ts';
import { readParts } from './parts.ts';
import type { PlannedTasks } from './plan-stored.ts';
import type { Work } from './work.ts';

/** A message may quote the line, and a line may be long. */
const message_chars = 500;

/** How far an upload's lines were read. */
type Cursor = { offset: number; lines: number };

/** The next tasks out of uploaded lines, and what is wrong with the lines that are none. */
export async function planLines(env: Env, row: BatchRow, work: Work): Promise<PlannedTasks & { bad: LineError[] }> {
  const from: Cursor = row.plan_cursor ? JSON.parse(row.plan_cursor) : { offset: 0, lines: 0 };
  const ref = { project_id: row.project_id, batch_id: row.id };
  const tasks: TaskRequest[] = [];
  const bad: LineError[] = [];
  for await (const record of readRecords(readParts(env, ref, from.offset), from, lineScanner())) {
    const read = readLine(work, record);
    if ('bad' in read) bad.push({ line: record.line, message: read.bad.slice(0, message_chars) });
    else if ('task' in read) tasks.push(read.task);
    const full = record.end - from.offset >= stretch_bytes || tasks.length + bad.length >= stretch_lines;
    const next: Cursor = { offset: record.end, lines: record.line };
    if (full) return { tasks, bad, cursor: JSON.stringify(next), passed_over: 0 };
  }
  return { tasks, bad, cursor: null, passed_over: 0 };
}

function readLine(work: Work, { line, bytes }: FileRecord): { task: TaskRequest } | { bad: string } | { empty: true } {
  if (bytes === null) return { bad: `is longer than ${max_line_bytes.toLocaleString('en-US')} bytes` };
  let value: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    if (text.trim() === '') return { empty: true };
    value = JSON.parse(text);
  } catch (error) {
    return { bad: error instanceof SyntaxError ? 'is not one JSON object' : 'is not UTF-8' };
  }
  try {
    return { task: { line, request: work.read(value), size: bytes.length } };
  } catch (error) {
    if (error instanceof AssayError) return { bad: error.message };
    if (!(error instanceof ZodError)) throw error;
    const [issue] = error.issues;
    return { bad: [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ') };
  }
}
