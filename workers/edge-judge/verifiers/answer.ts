import { type Quantity, readQuantity } from './quantity.ts';
import { lastQuantity, nextQuantity, tidy } from './scan.ts';
import { afterThinking } from './verifier.ts';

/** Where to look for the answer: `auto` tries every explicit mark, the latest first, and then the last number. */
export type Extraction = 'auto' | 'boxed' | 'hash' | 'cue' | 'last' | 'whole';

/** What was found: the text taken for the answer, and the number in it (null when it is not one we can read). */
export interface FoundAnswer {
  text: string;
  quantity: Quantity | null;
}

// An answer stands near the end; reading only so much keeps hostile lengths cheap.
const TAIL = 50_000;
const MARKS = /\\f?boxed ?\{|####|\b(?:answer|result) ?(?:is|was|would be|will be|:|=)(?: ?[:=])?|(?:^|\n) ?A ?:/gi;
const OPERATOR_NEXT = /^(?: ?[+*^×÷=] ?[\w(\\$]| ?\/ ?[\d(\\$]| ?- ?\d|\.\d|[A-Za-z_])/;

/** Finds the answer in free text, or null when there is none. */
export function findAnswer(raw: string, extraction: Extraction, decimal: 'point' | 'comma'): FoundAnswer | null {
  const text = tidy(afterThinking(raw).slice(-TAIL), decimal);
  if (extraction === 'whole') return wholly(text.trim().replace(/[.!]$/, ''));
  if (extraction !== 'last') {
    const marked = lastMarked(text, extraction);
    if (marked || extraction !== 'auto') return marked;
  }
  const last = lastQuantity(text);
  return last && { text: text.slice(last.start, last.end), quantity: last };
}

/** The answer a reference states: all of it, what its mark holds, or the last number of a worked solution in prose. */
export function readReference(raw: string, decimal: 'point' | 'comma'): FoundAnswer {
  const whole = findAnswer(raw, 'whole', decimal) ?? { text: raw.trim(), quantity: null };
  if (whole.quantity) return whole;
  const prose = /[A-Za-z]{2,} [A-Za-z]{2,}/.test(raw);
  const text = tidy(raw.slice(-TAIL), decimal);
  return (prose ? findAnswer(raw, 'auto', decimal) : lastMarked(text, 'auto')) ?? whole;
}

// The latest mark that is followed by something: a model that corrects itself means its last word.
function lastMarked(text: string, extraction: Extraction): FoundAnswer | null {
  const marks = [...text.matchAll(MARKS)].slice(-32).reverse();
  let unread: FoundAnswer | null = null;
  for (const mark of marks) {
    const kind = mark[0].includes('boxed') ? 'boxed' : mark[0] === '####' ? 'hash' : 'cue';
    if (extraction !== 'auto' && extraction !== kind) continue;
    const from = mark.index + mark[0].length;
    const inside = kind === 'boxed' ? braced(text, from) : segment(text, from);
    if (inside === null || inside.trim() === '') continue;
    const found = kind === 'boxed' ? wholly(inside) : within(inside);
    if (found.quantity) return found;
    // A box or #### holds the answer even when it is no number; "the answer is reasonable" may not be one.
    if (kind !== 'cue') return found;
    unread ??= /\d/.test(found.text) ? found : null;
  }
  return unread;
}

// The whole text as one quantity ("x = 5" counts as 5), else as words.
function wholly(text: string): FoundAnswer {
  const trimmed = text
    .slice(text.lastIndexOf('=') + 1)
    .replace(/\\text ?\{([^{}]*)\}/g, '$1')
    .replace(/ +/g, ' ')
    .trim();
  const quantity = readQuantity(trimmed, 0);
  return {
    text: trimmed,
    quantity: quantity && /^[A-Za-z ./\\]*$/.test(trimmed.slice(quantity.end)) ? quantity : null,
  };
}

// What a cue announces: the first number of its sentence, after the last equals sign.
function within(text: string): FoundAnswer {
  const stop = text.search(/[.!?](?: |$)/);
  const sentence = stop < 0 || !/\d/.test(text.slice(0, stop)) ? text : text.slice(0, stop);
  const piece = sentence.slice(Math.max(sentence.lastIndexOf('='), sentence.lastIndexOf('≈')) + 1).trim();
  const quantity = nextQuantity(piece, 0);
  if (!quantity || OPERATOR_NEXT.test(piece.slice(quantity.end))) return { text: piece.slice(0, 200), quantity: null };
  return { text: piece.slice(quantity.start, quantity.end), quantity };
}

// The rest of the line, or the next line that is not blank.
function segment(text: string, from: number): string {
  const piece = text.slice(from, from + 600).trimStart();
  const end = piece.indexOf('\n');
  return end < 0 ? piece : piece.slice(0, end);
}

function braced(text: string, from: number): string | null {
  let depth = 1;
  for (let at = from; at < text.length && at < from + 2000; at++) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(from, at);
  }
  return null;
}
