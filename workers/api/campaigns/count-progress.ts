import type { CampaignBasics } from '../store/campaigns.ts';
import { countOpen, countSeen, type Rating } from '../store/candidates.ts';

/** Counts of a campaign with so many open comparisons take a while, and nobody sees a few of them missing: they are kept for a time. */
const large = 5000;
const keep_ms = 10_000;
const most_kept = 1000;
const kept = new Map<string, { open: number; gold: number; until: number }>();

/**
 * How many comparisons this rater has rated, and how many there are for them. Gold ones are counted as the campaign's share of the
 * others, so that neither number tells which one was gold.
 */
export async function countProgress(
  db: D1Database,
  asking: Rating,
  { gold_share }: Pick<CampaignBasics, 'gold_share'>,
  now: number,
): Promise<{ rated: number; total: number }> {
  const [seen, { open, gold }] = await Promise.all([countSeen(db, asking), openOf(db, asking, now)]);
  const left = Math.max(0, open - seen.still_open);
  const ordinary = seen.ordinary + left;
  const mixed_in = Math.min(gold, Math.round((ordinary * gold_share) / (1 - gold_share)));
  return { rated: seen.rated, total: left === 0 ? seen.rated : Math.max(seen.rated + left, ordinary + mixed_in) };
}

async function openOf(db: D1Database, asking: Rating, now: number): Promise<{ open: number; gold: number }> {
  const key = `${asking.project_id}/${asking.campaign_id}/${asking.overlap}`;
  const known = kept.get(key);
  if (known && now < known.until) return known;
  const counted = await countOpen(db, asking);
  if (kept.size >= most_kept) kept.clear();
  if (counted.open >= large) kept.set(key, { ...counted, until: now + keep_ms });
  return counted;
}
