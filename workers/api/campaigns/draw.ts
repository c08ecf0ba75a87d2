import { uniform } from '../metrics/interval.ts';

/** A response that may be shown to raters, without its text. */
export type Drawable = { id: string; item_id: string; model: string; sample: number; attempt: number; size: number };
/** How comparisons are drawn; see the contract `ComparisonsFromResponses`. */
export type DrawRule = { attempts: 'first' | 'last' | 'each'; pairs: 'all' | 'random'; per_item: number; seed: number };
/** A response in a comparison, under the name that it competes by. */
export type Drawn = { response: Drawable; name: string };

/** One response of each contestant to an item, in the order of their names; of several samples the first. */
function contestants(responses: Drawable[], attempts: DrawRule['attempts']): Drawn[] {
  const sign = attempts === 'last' ? -1 : 1;
  const sorted = responses.toSorted((a, b) => a.sample - b.sample || sign * (a.attempt - b.attempt));
  const by_name = new Map<string, Drawn>();
  for (const response of sorted) {
    const name = attempts === 'each' ? `${response.model}, attempt ${response.attempt}` : response.model;
    if (!by_name.has(name)) by_name.set(name, { response, name });
  }
  return [...by_name.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A number that an item always gets, so that its draw does not depend on the others (FNV-1a). */
const seedOf = (text: string, seed: number) =>
  [...text].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619), seed ^ 2_166_136_261);

/** What raters compare of one item: pairs, or single responses; the same rule always draws the same. */
export function drawComparisons(kind: 'pair' | 'single', responses: Drawable[], rule: DrawRule): Drawn[][] {
  const all = contestants(responses, rule.attempts);
  const drawn =
    kind === 'single' ? all.map((one) => [one]) : all.flatMap((a, at) => all.slice(at + 1).map((b) => [a, b]));
  if (rule.pairs === 'all') return drawn;
  const random = uniform(seedOf(responses[0]?.item_id ?? '', rule.seed));
  // The first steps of a Fisher–Yates shuffle.
  for (let at = 0; at < Math.min(rule.per_item, drawn.length); at++) {
    const other = at + Math.floor(random() * (drawn.length - at));
    const [one, two] = [drawn[at], drawn[other]];
    if (one && two) [drawn[at], drawn[other]] = [two, one];
  }
  return drawn.slice(0, rule.per_item);
}
