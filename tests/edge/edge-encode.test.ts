import { describe, expect, it } from 'vitest';
import { encodeItem } from '../../workers/edge-model/encode.ts';
import cases from '../fixtures/edge-encode.json' with { type: 'json' };

/** The fixture's own tokenizer: a token a word, by its place in the list. */
const encode = (text: string) => (text === '' ? [] : text.split(/\s+/).map((word) => cases.words.indexOf(word)));

describe('the tokens of an item', () => {
  for (const { description, item, split, max_tokens, expected } of cases.cases)
    it(description, () => {
      const template = { split: split as 'lines' | 'none' };
      const { ids, step_at, truncated } = encodeItem(item, template, max_tokens, cases.special, encode);
      expect({ text: ids.map((id) => cases.words[id]).join(' '), step_at, truncated }).toEqual(expected);
      expect(ids.length).toBeLessThanOrEqual(max_tokens);
    });
});
