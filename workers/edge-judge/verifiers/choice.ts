import { z } from 'zod';
import { afterThinking, decided, defineVerifier, InvalidOptions, needReference, unreadable } from './verifier.ts';

/** Options of `choice`: how many options there are (A is the first), and their texts where a response may name one by its text. */
export const options = z.strictObject({
  count: z.int().min(2).max(26).default(26),
  texts: z.array(z.string().min(1).max(2000)).max(26).default([]),
});

// An answer stands near the end; reading only so much keeps hostile lengths cheap.
const TAIL = 20_000;
// A letter as an answer: bare or dressed ("B", "(b)", "**C**", "\boxed{\text{D}}"), not the start of a word.
const LETTER = String.raw`[\s"'*_(\[{$]{0,6}(?:\\(?:text|mathbf|textbf|mathrm)\{ ?\(?)?([A-Za-z])(?![A-Za-z0-9'’])`;
const STRONG = new RegExp(
  String.raw`(?:\banswer(?:s)?\b(?: (?:choice|option|letter))?[*_]{0,2} ?(?:is|would be|will be|must be|:|=)[*_:]{0,3}(?: (?:the )?(?:option|choice|letter))?` +
    String.raw`|\b(?:correct|right|best) (?:option|choice|letter|one)\b ?(?:is|:|=)(?: (?:option|choice))?|\\f?boxed ?\{|####` +
    String.raw`|\b(?:choose|select|pick|chose|selected|go with|going with)\b(?: (?:option|choice|answer|letter))?)${LETTER}`,
  'gi',
);
const WEAK = new RegExp(String.raw`(?:\b(?:option|choice|answer)\b ?|(?<![A-Za-z0-9])(?=[(\[]|\*\*))${LETTER}`, 'gi');
const LONE = /(?<![A-Za-z0-9'’])(?<!\bnot )(?<!n['’]t )([B-HJ-Z])(?![A-Za-z0-9'’]|[).:] )/g;
const ALTERNATIVE = /^[)\]}*_."'\s]{0,4}(?:or|and|\/|,|&)[\s(*[]{0,4}(?:option |choice )?[A-Za-z](?![A-Za-z])/i;

/** The option letter a response settles on equals the reference letter; a response that names several is unreadable. */
export const choice = defineVerifier(options, (response, reference, chosen) => {
  const wanted = /^[\s"'*([]*([A-Za-z])[\s"'*)\].:]*$/.exec(needReference(reference, 'choice'))?.[1]?.toUpperCase();
  if (!wanted || !offered(wanted, chosen.count)) {
    throw new InvalidOptions(
      `choice needs a reference letter from A to ${letterAt(chosen.count - 1)}, not ${JSON.stringify(reference)}`,
    );
  }
  const text = afterThinking(response).slice(-TAIL).trim();
  const said = settle(text, chosen.texts);
  if (said.length !== 1) {
    const why =
      said.length === 0 ? 'no option letter was found' : `the response names several options: ${said.join(', ')}`;
    return unreadable(said.join(', ') || null, wanted, why);
  }
  const [letter = ''] = said;
  if (!offered(letter, chosen.count))
    return unreadable(letter, wanted, `${letter} is not one of the ${chosen.count} options`);
  return decided(
    letter === wanted,
    letter,
    wanted,
    letter === wanted ? 'the letters are the same' : 'the letters differ',
  );
});

// The letters named at the most explicit level that names any; more than one means it cannot be told.
function settle(text: string, texts: string[]): string[] {
  const bare = /^["'*_([$\s]*([A-Za-z])["'*_)\]$\s.:]*$/.exec(text)?.[1];
  if (bare) return [bare.toUpperCase()];
  const strong = named(text, STRONG);
  const last = strong.at(-1);
  if (last) return last;
  const heads = [...text.matchAll(/(?:^|\n) ?\(?([A-Z])[).:](?=\s)/g)].map((match) => match[1] ?? '');
  if (heads.length === 1 && /^\(?[A-Z][).:]\s/.test(text)) return [heads[0] ?? ''];
  const weak = [...new Set(named(text, WEAK).flat())];
  if (weak.length > 0) return weak;
  // A lone capital in the last line, unless it is the word "A" or "I", denied, or the label of a list.
  const line = text.slice(text.lastIndexOf('\n') + 1);
  const lone = [...line.matchAll(LONE)].map((match) => match[1] ?? '');
  if (lone.length > 0) return [...new Set(lone)];
  const low = text.toLowerCase();
  return texts.flatMap((option, at) => (low.includes(option.toLowerCase()) ? [letterAt(at)] : []));
}

function named(text: string, pattern: RegExp): string[][] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const letter = match[1] ?? '';
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 24);
    // "the answer is a good one", "answer: I think": a word, not a letter.
    const word =
      /^[ \t]+[a-z]/.test(after) &&
      (letter === 'a' ||
        letter === 'i' ||
        letter === 'I' ||
        (letter === 'A' && !/^ (?:because|since|as|and|or|is)\b/.test(after)));
    if (word) return [];
    const other = ALTERNATIVE.exec(after);
    return [
      [letter.toUpperCase(), ...(other ? [other[0].slice(-1).toUpperCase()] : [])].filter(
        (l, at, all) => all.indexOf(l) === at,
      ),
    ];
  });
}

function offered(letter: string, count: number): boolean {
  return letter.charCodeAt(0) - 65 < count;
}

function letterAt(index: number): string {
  return String.fromCharCode(65 + index);
}
