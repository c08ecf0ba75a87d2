import { type CampaignRules, readRules } from '../../store/campaign-rules.ts';
import { longest_assignment_ms } from '../tokens.ts';

type Place = { project_id: string; campaign_id: string };
type Known = { rules: CampaignRules | null; read_at: number; asked_at: number };

/** So long an isolate goes by what it knows: closing a campaign takes effect everywhere within about this time. */
const fresh_ms = 5_000;
const most_campaigns = 2_000;
const known = new Map<string, Known>();

const nameOf = ({ project_id, campaign_id }: Place) => `${project_id}/${campaign_id}`;

/** The rules of a campaign, at most some seconds old; null where there is no such campaign. */
export async function rulesOf(db: D1Database, place: Place): Promise<CampaignRules | null> {
  const have = known.get(nameOf(place));
  if (have && Date.now() - have.read_at < fresh_ms) return have.rules;
  return read(db, place);
}

/**
 * Like {@link rulesOf} for who must not wait for the database: old rules are used while they are read anew, and only the first
 * request of an isolate for a campaign waits. `unknown` where even that failed.
 */
export async function rulesAtHand(
  db: D1Database,
  place: Place,
  later: (work: Promise<unknown>) => void,
): Promise<CampaignRules | null | 'unknown'> {
  const have = known.get(nameOf(place));
  const now = Date.now();
  if (!have) return read(db, place).catch(() => 'unknown' as const);
  if (now - have.read_at >= fresh_ms && now - have.asked_at >= fresh_ms) {
    have.asked_at = now;
    later(read(db, place).catch(() => undefined));
  }
  return have.rules;
}

/** Has the rules of a campaign read anew: this isolate knows that they changed. */
export function forgetRules(place: Place): void {
  known.delete(nameOf(place));
}

async function read(db: D1Database, place: Place): Promise<CampaignRules | null> {
  // Who was withdrawn earlier holds nothing any more that has not expired.
  const since = Date.now() - longest_assignment_ms;
  const rules = await readRules(db, place.project_id, place.campaign_id, since);
  if (known.size >= most_campaigns) known.clear();
  known.set(nameOf(place), { rules, read_at: Date.now(), asked_at: 0 });
  return rules;
}
