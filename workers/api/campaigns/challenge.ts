import type { Context } from 'hono';
import { z } from 'zod';
import type { CampaignSettings } from '../../../schema/contracts/campaign-settings.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { AppEnv, Env } from '../env.ts';
import { returningRater } from './cookies.ts';

/** The action that the rating page names; a token made for anything else is of no use here. */
const action = 'rate';
const siteverify = 'https://challenges.cloudflare.com/turnstile/v0/siteverify';
const patience_ms = 10_000;

/** What siteverify answers; other members do not matter here. */
const Verified = z.object({
  success: z.boolean(),
  hostname: z.string().optional(),
  action: z.string().optional(),
  'error-codes': z.array(z.string()).default([]),
});

type Keys = { secret: string; site_key: string; url: string };

/** @throws AssayError `not_implemented` where the campaign wants a check that this deployment has no keys for */
export function requireChallengeKeys(env: Env, { challenge }: Pick<CampaignSettings, 'challenge'>): void {
  if (challenge) keysOf(env);
}

/**
 * Lets a rater begin who has shown that a person asks, where the campaign wants that. Whoever cannot be verified does not begin.
 * @throws AssayError `challenge_required` with the site key, `unavailable` where the verification itself fails
 */
export async function passChallenge(
  c: Context<AppEnv>,
  { challenge }: Pick<CampaignSettings, 'challenge'>,
  place: { project_id: string; campaign_id: string },
  token: string | undefined,
): Promise<void> {
  if (!challenge) return;
  // Who is a rater of this campaign already has passed; of another one, perhaps not.
  if ((await returningRater(c, place))?.campaign_id === place.campaign_id) return;
  const keys = keysOf(c.env);
  if (token === undefined) throw required(keys, 'This campaign asks raters to pass a check first.');
  const { success, hostname, action: of, 'error-codes': codes } = await verify(keys, token, c);
  if (!success)
    throw required(keys, `The check was not passed (${codes.join(', ') || 'no reason given'}); take it again.`);
  const here = new URL(c.req.url).hostname;
  if (hostname !== here || of !== action)
    throw required(keys, `The check was made for ${of} at ${hostname}, not for ${action} at ${here}; take it again.`);
}

function keysOf({ ASSAY_TURNSTILE_SECRET: secret, ASSAY_TURNSTILE_SITE_KEY: site_key, ...env }: Env): Keys {
  if (secret && site_key) return { secret, site_key, url: env.ASSAY_TURNSTILE_URL ?? siteverify };
  throw new AssayError(
    'not_implemented',
    'A challenge needs ASSAY_TURNSTILE_SITE_KEY and ASSAY_TURNSTILE_SECRET, which this deployment does not have; see docs/deploy.md.',
  );
}

const required = ({ site_key }: Keys, message: string) =>
  new AssayError('challenge_required', message, [], {}, { turnstile_site_key: site_key });

async function verify({ secret, url }: Keys, token: string, c: Context<AppEnv>): Promise<z.infer<typeof Verified>> {
  const remoteip = c.req.header('cf-connecting-ip');
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret, response: token, ...(remoteip ? { remoteip } : {}) }),
      signal: AbortSignal.timeout(patience_ms),
    });
    return Verified.parse(await answer.json());
  } catch (error) {
    console.error(JSON.stringify({ level: 'error', event: 'challenge_unverified', error: String(error) }));
    throw new AssayError('unavailable', 'The check could not be verified just now; try again in a moment.', [], {
      'retry-after': '5',
    });
  }
}
