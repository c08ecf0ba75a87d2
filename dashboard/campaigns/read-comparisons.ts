import type { ComparisonInput } from '../../packages/assay/src/api.ts';

/** The most comparisons that one request may carry. */
export const comparisons_per_request = 500;

/** Comparisons read from JSONL or CSV, and the lines that could not be. */
export interface ReadComparisons {
  comparisons: ComparisonInput[];
  errors: { line: number; message: string }[];
}

type Kind = 'pair' | 'single';
type Fields = Record<string, unknown>;

const golds: Record<Kind, string[]> = {
  pair: ['a', 'b', 'tie', 'both_good', 'both_bad'],
  single: ['1', '2', '3', '4', '5'],
};

/** What is wrong with a line; null where nothing is. */
function faultOf(fields: Fields, kind: Kind): string | null {
  const { prompt, tags = [], gold = null } = fields;
  if (typeof prompt !== 'string' && !Array.isArray(prompt)) return 'lacks a prompt (a text, or a list of messages)';
  const wanted = kind === 'pair' ? ['response_a', 'response_b', 'model_a', 'model_b'] : ['response_a', 'model_a'];
  for (const name of wanted) if (typeof fields[name] !== 'string') return `lacks ${name} (a text)`;
  if (kind === 'single' && (fields.response_b || fields.model_b))
    return 'has a second response: this campaign rates single responses';
  if (fields.model_a === fields.model_b)
    return `has ${String(fields.model_a)} on both sides: model_a and model_b must differ`;
  if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== 'string')) return 'has tags that are no list of texts';
  if (gold !== null && !golds[kind].includes(String(gold)))
    return `has the gold answer ${String(gold)}: it must be ${golds[kind].join(', ')}`;
  return null;
}

function comparisonOf(fields: Fields, kind: Kind): ComparisonInput {
  const { prompt, tags = [], gold = null } = fields;
  const text = (name: string) => String(fields[name]);
  return {
    prompt: prompt as ComparisonInput['prompt'],
    response_a: text('response_a'),
    model_a: text('model_a'),
    ...(kind === 'pair' ? { response_b: text('response_b'), model_b: text('model_b') } : {}),
    tags: tags as string[],
    gold: gold === null ? null : (String(gold) as NonNullable<ComparisonInput['gold']>),
  };
}

function collect(lines: { line: number; fields: Fields | string }[], kind: Kind): ReadComparisons {
  const read: ReadComparisons = { comparisons: [], errors: [] };
  for (const { line, fields } of lines) {
    const fault = typeof fields === 'string' ? fields : faultOf(fields, kind);
    if (fault !== null) read.errors.push({ line, message: fault });
    else if (typeof fields !== 'string') read.comparisons.push(comparisonOf(fields, kind));
  }
  return read;
}

function parseLine(text: string): Fields | string {
  try {
    const row: unknown = JSON.parse(text);
    return typeof row === 'object' && row !== null && !Array.isArray(row) ? (row as Fields) : 'is not a JSON object';
  } catch {
    return 'is not JSON';
  }
}

/** Reads one comparison a line; empty lines are skipped. */
export function readComparisons(text: string, kind: Kind = 'pair'): ReadComparisons {
  const lines = text.split('\n').flatMap((content, at) => {
    return content.trim() === '' ? [] : [{ line: at + 1, fields: parseLine(content) }];
  });
  return collect(lines, kind);
}

/** Reads CSV with a header; `tags` are separated by `;`. The number of an error counts rows, the header aside. */
export async function readCsvComparisons(text: string, kind: Kind): Promise<ReadComparisons> {
  const { default: Papa } = await import('papaparse');
  const { data } = Papa.parse<Record<string, string>>(text.replace(/^\uFEFF/, ''), {
    header: true,
    skipEmptyLines: 'greedy',
  });
  const lines = data.map(({ tags = '', gold = '', ...row }, at) => ({
    line: at + 1,
    fields: {
      ...row,
      tags: tags
        .split(';')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
      gold: gold.trim() === '' ? null : gold.trim(),
    },
  }));
  return collect(lines, kind);
}
