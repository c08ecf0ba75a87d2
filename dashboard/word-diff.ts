/** A run of text that two versions share, or that only one of them has. */
export interface Change {
  kind: 'same' | 'gone' | 'new';
  text: string;
}

/** A run of one version's text; `changed` where the other version lacks it. */
export interface Piece {
  text: string;
  changed: boolean;
}

/** Words, numbers, runs of white space, and signs one by one. */
const word = /\d+(?:[.,]\d+)*|[\p{L}\p{M}\p{N}_]+|\s+|[^\s]/gu;
/** Cells of the table beyond which lines are compared instead of words. */
const most_cells = 4_000_000;

/** The longest common subsequence of two lists (Wagner and Fischer 1974), as changes in the order of both. */
function compare(before: string[], after: string[]): Change[] {
  const width = after.length + 1;
  // longest[i·width + j]: how long the common part of before from i and after from j is.
  const longest = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      longest[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const changes: Change[] = [];
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    const [a, b] = [before[i], after[j]];
    if (a !== undefined && a === b) {
      changes.push({ kind: 'same', text: a });
      i++;
      j++;
    } else if (a !== undefined && (b === undefined || at(i + 1, j) >= at(i, j + 1))) {
      changes.push({ kind: 'gone', text: a });
      i++;
    } else if (b !== undefined) {
      changes.push({ kind: 'new', text: b });
      j++;
    }
  }
  return changes;
}

/** Joins neighbors; white space alone between two changes belongs to them, so that a rewritten phrase is one change. */
function joined(changes: Change[]): Change[] {
  const out: Change[] = [];
  let [gone, fresh] = ['', ''];
  const flush = () => {
    if (gone !== '') out.push({ kind: 'gone', text: gone });
    if (fresh !== '') out.push({ kind: 'new', text: fresh });
    [gone, fresh] = ['', ''];
  };
  changes.forEach(({ kind, text }, at) => {
    const next = changes[at + 1];
    const between = /^[ \t]+$/.test(text) && gone + fresh !== '' && next !== undefined && next.kind !== 'same';
    if (kind !== 'new' && (kind === 'gone' || between)) gone += text;
    if (kind !== 'gone' && (kind === 'new' || between)) fresh += text;
    if (kind !== 'same' || between) return;
    flush();
    const last = out.at(-1);
    if (last?.kind === 'same') last.text += text;
    else out.push({ kind, text });
  });
  flush();
  return out;
}

/** What changed from one text to another, word by word; texts that are too long for that are compared line by line. */
export function wordDiff(before: string, after: string): Change[] {
  let [a, b] = [before.match(word) ?? [], after.match(word) ?? []];
  if ((a.length + 1) * (b.length + 1) > most_cells)
    [a, b] = [before.match(/[^\n]*\n|[^\n]+$/g) ?? [], after.match(/[^\n]*\n|[^\n]+$/g) ?? []];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [mine, theirs] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const middle: Change[] =
    (mine.length + 1) * (theirs.length + 1) > most_cells
      ? [
          { kind: 'gone', text: mine.join('') },
          { kind: 'new', text: theirs.join('') },
        ]
      : compare(mine, theirs);
  const same = (texts: string[]): Change[] => (texts.length > 0 ? [{ kind: 'same', text: texts.join('') }] : []);
  return joined([...same(a.slice(0, start)), ...middle, ...same(a.slice(a.length - end))]);
}

/** One version's text with what the other lacks marked. */
export function piecesOf(changes: Change[], side: 'before' | 'after'): Piece[] {
  const mine = side === 'before' ? 'gone' : 'new';
  return changes
    .filter(({ kind }) => kind === 'same' || kind === mine)
    .map(({ kind, text }) => ({ text, changed: kind !== 'same' }));
}

/** The pieces of a part of the text, from one offset to another. */
export function cut(pieces: Piece[], from: number, to: number): Piece[] {
  let at = 0;
  return pieces.flatMap(({ text, changed }) => {
    const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    at += text.length;
    return part === '' ? [] : [{ text: part, changed }];
  });
}

/** The share of the words of both versions that they do not share: 0 the same, 1 nothing in common. */
export function changedShare(changes: Change[]): number {
  const words = ({ text }: Change) => text.match(word)?.filter((one) => one.trim() !== '').length ?? 0;
  const sum = (kinds: Change['kind'][]) =>
    changes.filter(({ kind }) => kinds.includes(kind)).reduce((total, change) => total + words(change), 0);
  const all = 2 * sum(['same']) + sum(['gone', 'new']);
  return all === 0 ? 0 : sum(['gone', 'new']) / all;
}
