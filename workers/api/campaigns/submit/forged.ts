import type { Context } from 'hono';
import { decode } from 'hono/jwt';
import type { AppEnv } from '../../env.ts';
import { addForgeries, type Forgery } from '../../store/forgeries.ts';
import { networkDigest } from '../network.ts';
import { Invitation } from '../tokens.ts';

/** Forgeries are added up in this isolate for so long, then written: a flood of them is a write a second. */
const rest_ms = 1_000;
/** So many networks and campaigns are told apart meanwhile. */
const most_tallies = 100;

const tallies = new Map<string, Forgery>();
let waiting_since = 0;

/**
 * Counts ratings with forged tokens for the campaigns that they claim to be of, if those exist: that is all that is read of them. They
 * are written after the answer, and lost where this isolate ends before.
 * @param network where they came from; '' where that is not known
 */
export function noteForged(c: Context<AppEnv>, tokens: string[], network: string): void {
  const now = Date.now();
  for (const place of tokens.flatMap(claimedPlace)) {
    const name = `${place.project_id}/${place.campaign_id}/${network}`;
    const known = tallies.get(name);
    if (known) Object.assign(known, { count: known.count + 1, last_at: now });
    else if (tallies.size < most_tallies)
      tallies.set(name, { ...place, network, count: 1, first_at: now, last_at: now });
  }
  if (tallies.size === 0 || now - waiting_since < 10 * rest_ms) return;
  waiting_since = now;
  c.executionCtx.waitUntil(
    writeSoon(c).catch((error) =>
      console.error(JSON.stringify({ level: 'error', event: 'forged_not_noted', error: String(error) })),
    ),
  );
}

async function writeSoon({ env }: Context<AppEnv>): Promise<void> {
  await scheduler.wait(rest_ms);
  const noted = [...tallies.values()];
  tallies.clear();
  waiting_since = 0;
  const digested = noted.map(async (one) => ({
    ...one,
    network: await networkDigest(env.ASSAY_SECRET, one.campaign_id, one.network),
  }));
  await addForgeries(env.DB, await Promise.all(digested));
}

/** The project and campaign that a token claims, believed by nobody; none where it says none. */
function claimedPlace(token: string): Pick<Forgery, 'project_id' | 'campaign_id'>[] {
  try {
    const claimed = Invitation.safeParse(decode(token).payload);
    return claimed.success ? [claimed.data] : [];
  } catch {
    return [];
  }
}
