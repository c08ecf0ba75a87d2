import { z } from 'zod';
import { decided, defineVerifier, InvalidOptions } from './verifier.ts';

const needles = z.array(z.string().min(1).max(500)).max(50).default([]);

/** Options of `contains`; with all three lists empty, the reference itself must occur. */
export const options = z.strictObject({
  all: needles,
  any: needles,
  none: needles,
  ignore_case: z.boolean().default(true),
});

/** Every string of `all`, at least one of `any`, and none of `none` occur in the response. */
export const contains = defineVerifier(options, (response, reference, chosen) => {
  const lists = chosen.all.length + chosen.any.length + chosen.none.length;
  if (lists === 0 && !reference?.trim())
    throw new InvalidOptions('contains needs a reference, or strings in all, any or none');
  const all = lists === 0 ? [reference?.trim() ?? ''] : chosen.all;
  const fold = (text: string): string => (chosen.ignore_case ? text.toLowerCase() : text);
  const text = fold(response);
  const occurs = (needle: string): boolean => text.includes(fold(needle));
  const missing = all.filter((needle) => !occurs(needle));
  const found = chosen.any.filter(occurs);
  const forbidden = chosen.none.filter(occurs);
  const expected = [
    ...(all.length > 0 ? [`all of ${quote(all)}`] : []),
    ...(chosen.any.length > 0 ? [`any of ${quote(chosen.any)}`] : []),
    ...(chosen.none.length > 0 ? [`none of ${quote(chosen.none)}`] : []),
  ].join(', ');
  const faults = [
    ...(missing.length > 0 ? [`${quote(missing)} missing`] : []),
    ...(chosen.any.length > 0 && found.length === 0 ? [`none of ${quote(chosen.any)} found`] : []),
    ...(forbidden.length > 0 ? [`${quote(forbidden)} must not occur`] : []),
  ];
  const extracted = quote([...all.filter(occurs), ...found, ...forbidden]);
  return decided(faults.length === 0, extracted, expected, faults.join('; ') || 'every condition holds');
});

function quote(texts: string[]): string {
  return texts.map((text) => JSON.stringify(text)).join(', ');
}
