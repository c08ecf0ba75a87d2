import type { AttemptInput, LabelAttempt } from '../schema/contracts/index.ts';

/** Attempts read from JSONL, and the lines that could not be. */
export interface ReadAttempts {
  attempts: AttemptInput[];
  /** Questions answered by label probabilities, which the API checks. */
  label_attempts: LabelAttempt[];
  errors: { line: number; message: string }[];
}

function readLine(text: string): AttemptInput | LabelAttempt | string {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return 'is not a JSON object';
  if ('p1' in row) return row as LabelAttempt;
  const { question, sample = 0, attempt, correct } = row as Record<string, unknown>;
  if (typeof question !== 'string' || question === '') return 'lacks question (a text that names it)';
  if (typeof attempt !== 'number' || !Number.isInteger(attempt) || attempt < 1)
    return `has attempt ${JSON.stringify(attempt)}: give 1 for the first try, 2 for the second`;
  if (typeof sample !== 'number' || !Number.isInteger(sample) || sample < 0)
    return `has sample ${JSON.stringify(sample)}: give 0, 1, 2, …`;
  if (correct !== null && typeof correct !== 'boolean')
    return `has correct ${JSON.stringify(correct)}: give true, false, or null where no answer could be read`;
  return { ...row, question, sample, attempt, correct };
}

/** Reads one attempt a line; empty lines are skipped. */
export function readAttempts(text: string): ReadAttempts {
  const read: ReadAttempts = { attempts: [], label_attempts: [], errors: [] };
  text.split('\n').forEach((line, at) => {
    if (line.trim() === '') return;
    const one = readLine(line);
    if (typeof one === 'string') read.errors.push({ line: at + 1, message: one });
    else if ('p1' in one) read.label_attempts.push(one);
    else read.attempts.push(one);
  });
  return read;
}
