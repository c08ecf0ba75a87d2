import type { Tokenizer } from '@huggingface/tokenizers';
import type { EdgeManifest } from '../../schema/contracts/edge-models.ts';
import { type EdgeItem, type Encoded, encodeItem, type SpecialIds } from './encode.ts';

/** Turns items into tokens as one model reads them. */
export type Encoder = { encode: (item: EdgeItem) => Encoded };

/** Characters of one item beyond which nothing is read: tokenizing costs time, and all but max_tokens is cut away. */
export const MOST_CHARACTERS = 100_000;

/** The encoder of a model. @throws Error naming a token of the template that the tokenizer does not have */
export function encoderOf(tokenizer: Tokenizer, { template, max_tokens }: EdgeManifest): Encoder {
  const special = {} as SpecialIds;
  for (const name of ['cls', 'sep', 'step', 'pad'] as const) {
    const id = tokenizer.token_to_id(template[name]);
    if (id === undefined || id === null)
      throw new Error(`the tokenizer has no token ${JSON.stringify(template[name])}`);
    special[name] = id;
  }
  const encode = (text: string) => (text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false }).ids);
  return { encode: (item) => encodeItem(item, template, max_tokens, special, encode) };
}

/** The inputs of one row as the model takes them. */
export function inputsOf({ ids }: Encoded): { ids: BigInt64Array; mask: BigInt64Array } {
  return { ids: BigInt64Array.from(ids, BigInt), mask: new BigInt64Array(ids.length).fill(1n) };
}

/** How many characters an item has. */
export const charactersOf = ({ prompt, response, steps }: EdgeItem): number =>
  prompt.length + response.length + (steps ?? []).reduce((sum, step) => sum + step.length, 0);
