import type { ComparisonInput } from '../schema/contracts/index.ts';

/** The most comparisons that one request may carry. */
export const comparisons_per_request = 500;

/** Comparisons read from JSONL, and the lines that could not be. */
export interface ReadComparisons {
  comparisons: ComparisonInput[];
  errors: { line: number; message: string }[];
}

function readLine(text: string): ComparisonInput | string {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return 'is not a JSON object';
  const fields = row as Record<string, unknown>;
  const { prompt } = fields;
  if (typeof prompt !== 'string' && !Array.isArray(prompt)) return 'lacks a prompt (a text, or a list of messages)';
  for (const name of ['response_a', 'response_b', 'model_a', 'model_b'])
    if (typeof fields[name] !== 'string') return `lacks ${name} (a text)`;
  if (fields.model_a === fields.model_b)
    return `has ${String(fields.model_a)} on both sides: model_a and model_b must differ`;
  const { tags = [] } = fields;
  if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== 'string')) return 'has tags that are no list of texts';
  const { response_a, response_b, model_a, model_b } = fields as Record<string, string>;
  return {
    prompt: prompt as ComparisonInput['prompt'],
    response_a: response_a ?? '',
    response_b: response_b ?? '',
    model_a: model_a ?? '',
    model_b: model_b ?? '',
    tags: tags as string[],
    gold: null,
  };
}

/** Reads one comparison a line; empty lines are skipped. */
export function readComparisons(text: string): ReadComparisons {
  const read: ReadComparisons = { comparisons: [], errors: [] };
  text.split('\n').forEach((line, at) => {
    if (line.trim() === '') return;
    const one = readLine(line);
    if (typeof one === 'string') read.errors.push({ line: at + 1, message: one });
    else read.comparisons.push(one);
  });
  return read;
}
