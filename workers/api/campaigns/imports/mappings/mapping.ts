import type { z } from 'zod';
import type { ComparisonInput, RatingLine } from '../../../../../schema/contracts/campaigns.ts';
import { BadLine } from '../../../imports/formats/line-rows.ts';

export type Fields = Record<string, unknown>;
/** What a line says, before it is checked: a rating, with the comparison it is of where the line has the texts. */
export type Mapped = {
  rating: Partial<Record<keyof z.input<typeof RatingLine>, unknown>>;
  comparison: { [name in keyof Omit<z.input<typeof ComparisonInput>, 'tags' | 'gold'>]-?: unknown } | null;
};

/** How the lines of one kind of file become ratings. */
export type Mapping = {
  /** Columns without which a CSV file is refused as a whole. */
  required: string[];
  /** Whether a CSV file may have a column; left out, it may have any. */
  allows?: (column: string) => boolean;
  /** What the header may have, in words. */
  takes?: string;
  /** Whether its lines bring their comparisons. */
  compares: boolean;
  /** @throws BadLine */
  read: (fields: Fields, format: 'jsonl' | 'csv') => Mapped;
};

/** A field as text. @throws BadLine naming the fields that there are */
export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  if (value === undefined || value === null || value === '')
    throw new BadLine(`${name}: is missing or empty; the line has ${Object.keys(fields).join(', ') || 'nothing'}`);
  throw new BadLine(`${name}: must be a text, not ${JSON.stringify(value).slice(0, 40)}`);
}

/** What a value of the choice's field means. @throws BadLine naming the values that are known */
export function choiceIn(fields: Fields, name: string, meanings: Map<string, string>): string {
  const value = textIn(fields, name);
  const meaning = meanings.get(value);
  if (meaning !== undefined) return meaning;
  throw new BadLine(`${name}: "${value.slice(0, 40)}" is none of ${[...meanings.keys()].join(', ')}`);
}
