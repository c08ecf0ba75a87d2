/**
 * Levenshtein's distance over UTF-16 units, by the bit vectors of Myers (1999) in the blocks of Hyyrö (2003): 32 cells of the table an operation.
 */
export function editDistance(a: string, b: string): number {
  let start = 0;
  while (start < a.length && start < b.length && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let [end_a, end_b] = [a.length, b.length];
  while (end_a > start && end_b > start && a.charCodeAt(end_a - 1) === b.charCodeAt(end_b - 1)) {
    end_a--;
    end_b--;
  }
  const [x, y] = [a.slice(start, end_a), b.slice(start, end_b)];
  return x.length === 0 || y.length === 0 ? x.length + y.length : distance(x, y);
}

/** Operations that a distance costs at most, for budgets. */
export const editCost = (a: string, b: string): number => Math.ceil(a.length / 32) * b.length;

/** Edit distance over the length of both texts together, 0 the same and 1 nothing in common with an empty text (SCoRe, arXiv 2409.12917); null for two empty texts. */
export function editRatio(a: string, b: string): number | null {
  const length = a.length + b.length;
  return length === 0 ? null : editDistance(a, b) / length;
}

function distance(pattern: string, text: string): number {
  const m = pattern.length;
  const blocks = Math.ceil(m / 32);
  const masks = masksOf(pattern, blocks);
  // What the vertical differences of each block are: +1 where a bit of `up` is set, −1 where one of `down` is.
  const up = new Int32Array(blocks).fill(-1);
  const down = new Int32Array(blocks);
  const none = new Int32Array(blocks);
  const last_bit = 1 << ((m - 1) & 31);
  let score = m;
  for (let at = 0; at < text.length; at++) {
    const equal = masks.get(text.charCodeAt(at)) ?? none;
    // The row above the table rises by one with each character.
    let carry_up = 1;
    let carry_down = 0;
    for (let block = 0; block < blocks; block++) {
      const pv = up[block] as number;
      const mv = down[block] as number;
      const same = equal[block] as number;
      const eq = same | carry_down;
      const xv = same | mv;
      const xh = (((eq & pv) + pv) ^ pv) | eq;
      let ph = mv | ~(xh | pv);
      let mh = pv & xh;
      const out = block === blocks - 1 ? last_bit : 1 << 31;
      const next_up = (ph & out) === 0 ? 0 : 1;
      const next_down = (mh & out) === 0 ? 0 : 1;
      ph = (ph << 1) | carry_up;
      mh = (mh << 1) | carry_down;
      up[block] = mh | ~(xv | ph);
      down[block] = ph & xv;
      carry_up = next_up;
      carry_down = next_down;
    }
    score += carry_up - carry_down;
  }
  return score;
}

/** For each character, where in the pattern it stands. */
function masksOf(pattern: string, blocks: number): Map<number, Int32Array> {
  const masks = new Map<number, Int32Array>();
  for (let at = 0; at < pattern.length; at++) {
    const unit = pattern.charCodeAt(at);
    let mask = masks.get(unit);
    if (!mask) {
      mask = new Int32Array(blocks);
      masks.set(unit, mask);
    }
    mask[at >> 5] = (mask[at >> 5] ?? 0) | (1 << (at & 31));
  }
  return masks;
}
