import { z } from 'zod';
import { ItemInput, ResponseInput } from '../../../../schema/contracts/datasets.ts';
import { checked, type LineResponse, type LineRows } from './line-rows.ts';

/** The gold label of two responses. */
export type PairLabel = 'a' | 'b' | 'tie';

/** A response of a labeled item. `place` is its number in the order that labels speak of: 0 is A. */
export type LabeledAnswer = {
  model: string;
  content: unknown;
  correct?: boolean | null;
  label?: unknown;
  /** The steps that a label of steps speaks of. */
  steps?: string[];
};

/**
 * An item whose gold label is `metadata.label`, with its responses in the order the label speaks of, each with its `metadata.place`.
 * Another response of the same model is called "name #2": responses of one item are compared between models. @throws BadLine
 */
export function labeledItem(item: Record<string, unknown>, answers: LabeledAnswer[]): LineRows {
  const seen = new Map<string, number>();
  const responses = answers.map(({ model, content, correct = null, label, steps }, place): LineResponse => {
    const times = (seen.get(model) ?? 0) + 1;
    seen.set(model, times);
    const name = times === 1 ? model : `${model} #${times}`;
    const metadata = { place, ...(label === undefined ? {} : { label }), ...(steps ? { steps } : {}) };
    const { item_id: _, ...rest } = checked(Answer, { item_id: 'own', model: name, content, correct, metadata });
    return { ...rest, item_id: null };
  });
  return { item: checked(ItemInput, item), responses };
}

const Answer = ResponseInput.extend({ content: z.string('must be a text').max(1_000_000) });

/** Whether a pair whose published order puts the better answer first is to be turned round: by a hash of its text (FNV-1a), the same each time. */
export function turned(text: string): boolean {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  // The low bit of FNV-1a is a plain parity; a high one depends on everything.
  return ((hash >>> 16) & 1) === 1;
}
