import { type Quantity, readQuantity } from './quantity.ts';

const STARTS = /[\d½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]|\.\d|\\[dtc]?frac/g;

/** The first quantity at or after `from` that is not part of a word. */
export function nextQuantity(text: string, from: number): Quantity | null {
  let at = from;
  while (at < text.length) {
    STARTS.lastIndex = at;
    const hit = STARTS.exec(text);
    if (!hit) return null;
    const start = hit.index - leading(text, Math.max(from, 0), hit.index);
    const glued = /[\p{L}\p{N}_]/u.test(text[start - 1] ?? '') && text[start] !== '\\';
    const quantity = glued ? null : readQuantity(text, start);
    if (quantity && !/[A-Za-z_]/.test(text[quantity.end] ?? '')) return quantity;
    at = Math.max(quantity?.end ?? 0, skipNumber(text, hit.index));
  }
  return null;
}

/** The last quantity of a text, or null. */
export function lastQuantity(text: string): Quantity | null {
  let last: Quantity | null = null;
  for (let next = nextQuantity(text, 0); next; next = nextQuantity(text, next.end)) last = next;
  return last;
}

// How many characters of sign and currency stand before the number; a minus after a digit or bracket is subtraction.
function leading(text: string, floor: number, at: number): number {
  const before = /(?:(?<![\w)}\]] ?)- ?)?(?:\\?[$€£¥₹] ?)?-?$/.exec(text.slice(Math.max(floor, at - 6), at))?.[0] ?? '';
  return /^-$/.test(before) && /[\w)}\]]/.test(text[at - 2] ?? '') ? 0 : before.length;
}

// Past the whole run of digits, so that no run is read twice.
function skipNumber(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && /[\d.,]/.test(text[end] ?? '')) end += 1;
  return end;
}

/** Text with LaTeX, Markdown and typographic dressing of numbers removed. */
export function tidy(raw: string, decimal: 'point' | 'comma'): string {
  const text = raw
    .replace(/[\uff10-\uff19]/g, (digit) => String(digit.charCodeAt(0) - 0xff10))
    .replace(/[\u2212\ufe63\uff0d]/g, '-')
    .replace(/(\d)(?:\{,\}|\\[,!; ]|[\u00a0\u2009\u202f])(?=\d{3}(?!\d))/g, '$1,')
    .replace(/[\u00a0\u2000-\u200a\u202f]|\\[,;! ()[\]]|~|\\left|\\right/g, ' ')
    .replace(/\$(?=\S)([^$\n]{0,200}?\S)\$(?!\d)/g, ' $1 ')
    .replace(/(?<!\d)\*\*|\*\*(?!\d)|`/g, '')
    .replace(/[ \t]+/g, ' ');
  if (decimal === 'point') return text;
  return text.replace(/[.,](?=\d)/g, (mark) => (mark === ',' ? '.' : ','));
}
