import type { CampaignBasics } from '../../store/campaigns.ts';
import { type Asking, type Candidate, findCandidates, findCandidatesOf, findGold } from '../../store/candidates.ts';
import { readAgenda } from './agenda.ts';
import { anyOf } from './draw.ts';
import { strategies } from './index.ts';

/** How many comparisons one choice is made among, and how many of one pair of models. */
const pool_size = 64;
const pair_pool = 8;

type Campaign = Pick<CampaignBasics, 'kind' | 'strategy' | 'overlap' | 'gold_share'>;
/** Takes out what the rater has on their hands already. */
export type Drop = (candidates: Candidate[]) => Promise<Candidate[]>;

/**
 * The next comparisons for a rater, by the campaign's strategy; where that finds too few, the least rated. Any of them may be a gold one,
 * with the campaign's probability, as long as there is ordinary work. @param random 0 ≤ random() < 1
 */
export async function chooseNext(
  db: D1Database,
  asking: Asking,
  campaign: Campaign,
  { count, drop, random }: { count: number; drop: Drop; random: () => number },
): Promise<string[]> {
  const golden = Array.from({ length: count }, () => random() < campaign.gold_share).filter(Boolean).length;
  const [ordinary, gold] = await Promise.all([
    chooseOrdinary(db, asking, campaign, { count, drop, random }),
    golden > 0 ? findGold(db, asking, pool_size).then(drop) : [],
  ]);
  const mixed = leastRated(gold, Math.min(golden, ordinary.length), random);
  return shuffled([...mixed, ...ordinary.slice(0, count - mixed.length)], random).map(({ id }) => id);
}

type Ask = { count: number; drop: Drop; random: () => number };

async function chooseOrdinary(db: D1Database, asking: Asking, campaign: Campaign, ask: Ask): Promise<Candidate[]> {
  const by_models = campaign.kind === 'pair' && strategies[campaign.strategy] !== null;
  const chosen = by_models ? await chooseByModels(db, asking, campaign, ask) : [];
  if (chosen.length >= ask.count) return chosen;
  const taken = new Set(chosen.map(({ id }) => id));
  const rest = (await ask.drop(await findCandidates(db, asking, pool_size))).filter(({ id }) => !taken.has(id));
  return [...chosen, ...leastRated(rest, ask.count - chosen.length, ask.random)];
}

async function chooseByModels(db: D1Database, asking: Asking, campaign: Campaign, ask: Ask): Promise<Candidate[]> {
  let before = Number.NaN;
  for (const spent of [false, true]) {
    const { pairs, created_at } = await readAgenda(db, asking, campaign, spent);
    if (created_at === before) break;
    before = created_at;
    const some = shuffled(pairs, ask.random).slice(0, 3 * ask.count + 2);
    const chosen = new Map<string, Candidate>();
    for (const found of await findCandidatesOf(db, asking, some, pair_pool)) {
      const [one] = leastRated(
        (await ask.drop(found)).filter(({ id }) => !chosen.has(id)),
        1,
        ask.random,
      );
      if (one && chosen.size < ask.count) chosen.set(one.id, one);
    }
    if (chosen.size > 0) return [...chosen.values()];
  }
  return [];
}

/** The least rated first, at random among equals, so that raters who come at the same time are not all handed the same one. */
function leastRated(candidates: Candidate[], count: number, random: () => number): Candidate[] {
  return candidates
    .map((candidate) => ({ candidate, lot: random() }))
    .toSorted((a, b) => a.candidate.rating_count - b.candidate.rating_count || a.lot - b.lot)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** Fisher and Yates. */
function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const rest = [...all];
  return Array.from(all, () => rest.splice(anyOf(rest.length, random), 1)).flat();
}
