import type { ComparisonsDrawn, ComparisonsFromResponses } from '../../../schema/contracts/comparison-sources.ts';
import { derivedId } from '../../../schema/ids.ts';
import type { CampaignRow } from '../store/campaigns.ts';
import { chunked } from '../store/chunks.ts';
import { findKnown, type NewComparison } from '../store/comparisons.ts';
import { type DrawItem, readDrawables, readDrawItems, readDrawnTexts } from '../store/drawables.ts';
import { addComparisons } from './add-comparisons.ts';
import { type Drawn, drawComparisons } from './draw.ts';

/** Items of one call, and comparisons after which it starts no further item. */
const items_per_call = 100;
const comparisons_per_call = 500;
/** Texts read at once. */
const characters_at_once = 500_000;
/** Characters of a response that a comparison takes. */
const longest = 200_000;

type Planned = { drawn: Drawn[]; tags: string[]; size: number };

/** Makes comparisons of the next items' responses; made of the same responses again they are the same comparisons. */
export async function addFromResponses(
  db: D1Database,
  project_id: string,
  { id: campaign_id, kind }: CampaignRow,
  ask: ComparisonsFromResponses,
): Promise<ComparisonsDrawn> {
  const dataset = { project_id, dataset_id: ask.dataset_id };
  const place = { project_id, campaign_id };
  const items = await readDrawItems(db, dataset, ask.cursor ?? '', items_per_call);
  const ids = items.map(({ id }) => id);
  const by_item = Map.groupBy(await readDrawables(db, dataset, ids, ask.models), ({ item_id }) => item_id);
  const planned: Planned[] = [];
  let seen = 0;
  for (; seen < items.length && planned.length < comparisons_per_call; seen++) {
    const item = items[seen];
    if (!item) break;
    for (const drawn of drawComparisons(kind, by_item.get(item.id) ?? [], ask))
      planned.push({ drawn, tags: tagsOf(item, ask.tags_from), size: sizeOf(item, drawn) });
  }
  const fitting = planned.filter(({ drawn }) => drawn.every(({ response }) => response.size <= longest));
  let added = 0;
  for (const run of runsOf(fitting)) {
    const comparisons = await readComparisons(db, dataset, campaign_id, run);
    for (const some of chunked(comparisons)) {
      const known = await findKnown(
        db,
        place,
        some.map(({ id }) => id),
      );
      await addComparisons(db, place, some, Date.now());
      added += some.filter(({ id }) => !known.has(id)).length;
    }
  }
  const more = seen < items.length || items.length === items_per_call;
  return {
    items: seen,
    added,
    repeated: fitting.length - added,
    too_long: planned.length - fitting.length,
    next_cursor: more ? (items[seen - 1]?.id ?? null) : null,
  };
}

const sizeOf = (item: DrawItem, drawn: Drawn[]) =>
  item.size + drawn.reduce((sum, { response }) => sum + response.size, 0);

function tagsOf({ metadata }: DrawItem, field: string | null): string[] {
  const value = field === null ? undefined : metadata[field];
  const texts = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string' && one.trim() !== '');
  return [...new Set(texts.map((text: string) => text.trim().slice(0, 100)))].slice(0, 20);
}

/** Cuts the plan into runs whose texts fit into memory together. */
function runsOf(planned: Planned[]): Planned[][] {
  const runs: Planned[][] = [];
  let room = 0;
  for (const one of planned) {
    if (one.size > room) {
      runs.push([]);
      room = characters_at_once;
    }
    runs.at(-1)?.push(one);
    room -= one.size;
  }
  return runs;
}

async function readComparisons(
  db: D1Database,
  dataset: { project_id: string; dataset_id: string },
  campaign_id: string,
  run: Planned[],
): Promise<(NewComparison & { id: string })[]> {
  const ids = [...new Set(run.flatMap(({ drawn }) => drawn.map(({ response }) => response.id)))];
  const texts = await readDrawnTexts(db, dataset, ids);
  const made = run.map(async ({ drawn: [a, b], tags }) => {
    const text_a = a && texts.get(a.response.id);
    const text_b = b && texts.get(b.response.id);
    if (!a || !text_a || (b && !text_b)) return [];
    const id = await derivedId('comparison', [campaign_id, a.response.id, b?.response.id ?? '']);
    const { prompt, content: response_a } = text_a;
    return [
      { id, prompt, response_a, response_b: text_b?.content ?? '', model_a: a.name, model_b: b?.name ?? '', tags },
    ];
  });
  return (await Promise.all(made)).flat();
}
