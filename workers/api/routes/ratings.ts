import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import {
  AssignmentQuery,
  Assignments,
  RatingAccepted,
  RatingCreate,
  type RatingMessage,
  RatingSession,
  RatingSessionCreate,
} from '../../../schema/contracts/campaigns.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import { assign, requireOpen } from '../campaigns/assign.ts';
import {
  isFlipped,
  type Rater,
  rater_ms,
  readInvitation,
  readRater,
  readTicket,
  signRater,
} from '../campaigns/tokens.ts';
import type { AppEnv } from '../env.ts';
import { requireSameSite } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { findCampaign } from '../store/campaigns.ts';
import { countProgress } from '../store/comparisons.ts';

const tags = ['rating'];
const rater_cookie = '__Host-assay_rater';
/** What this rater sent in the last minute: a hint, so that nothing is handed out again while its rating waits in the queue. */
const sent_cookie = '__Host-assay_sent';
const cookie = { httpOnly: true, secure: true, sameSite: 'Strict', path: '/' } as const;

const join = endpoint('public', {
  method: 'post',
  path: '/v1/rating-sessions',
  tags,
  summary: 'Begin or continue to rate in a campaign',
  description: 'Sets the cookie that names the rater; who comes back with it stays the same rater.',
  request: { body: body(RatingSessionCreate) },
  responses: { 201: json(RatingSession, 'The campaign, and how far this rater is.') },
});

const next = endpoint('public', {
  method: 'get',
  path: '/v1/assignments',
  tags,
  summary: 'The next comparisons for this rater',
  request: { query: AssignmentQuery },
  responses: { 200: json(Assignments, 'Comparisons with the token that a rating of each needs.') },
});

const rate = endpoint('public', {
  method: 'post',
  path: '/v1/ratings',
  tags,
  summary: 'Rate a comparison',
  description: 'The token is all it needs. A rating sent twice counts once: the first stands.',
  request: { body: body(RatingCreate) },
  responses: { 202: json(RatingAccepted, 'Taken; it is stored within seconds.') },
});

async function returning(c: Context<AppEnv>): Promise<Rater | null> {
  const token = getCookie(c, rater_cookie);
  return token ? readRater(c.env.ASSAY_SECRET, token).catch(() => null) : null;
}

export default router()
  .openapi(join, async (c) => {
    requireSameSite(c);
    const { project_id, campaign_id } = await readInvitation(c.env.ASSAY_SECRET, c.req.valid('json').invitation);
    const campaign = requireOpen(await findCampaign(c.env.DB, project_id, campaign_id));
    const known = await returning(c);
    // Projects never learn that two of their raters are one person.
    const rater_id = known?.project_id === project_id ? known.rater_id : newId('rater');
    const rater = { project_id, campaign_id, rater_id };
    setCookie(c, rater_cookie, await signRater(c.env.ASSAY_SECRET, rater, Date.now()), {
      ...cookie,
      maxAge: rater_ms / 1000,
    });
    const { id, name, question, instructions, state, overlap } = campaign;
    const progress = await countProgress(c.env.DB, rater, rater_id, overlap);
    return c.json({ rater_id, campaign: { id, name, question, instructions, state }, ...progress }, 201);
  })
  .openapi(next, async (c) => {
    const token = getCookie(c, rater_cookie);
    if (!token)
      throw new AssayError(
        'unauthenticated',
        'Open the address you were invited with first: it begins the session this needs.',
      );
    const rater = await readRater(c.env.ASSAY_SECRET, token);
    const campaign = requireOpen(await findCampaign(c.env.DB, rater.project_id, rater.campaign_id));
    const ask = { count: c.req.valid('query').count, skip: sent(c), now: Date.now() };
    return c.json(await assign(c.env.DB, c.env.ASSAY_SECRET, rater, campaign, ask), 200);
  })
  .openapi(rate, async (c) => {
    const { token, ...given } = c.req.valid('json');
    const { assignment_id: id, ...ticket } = await readTicket(c.env.ASSAY_SECRET, token);
    const flipped = await isFlipped(c.env.ASSAY_SECRET, ticket);
    const message: RatingMessage = { ...ticket, ...given, id, flipped, created_at: Date.now() };
    await c.env.RATINGS.send(message);
    setCookie(c, sent_cookie, [id, ...sent(c)].slice(0, 40).join('.'), { ...cookie, maxAge: 60 });
    return c.json({ id, accepted: true as const }, 202);
  });

function sent(c: Context<AppEnv>): string[] {
  return (getCookie(c, sent_cookie) ?? '').split('.').filter((id) => id !== '');
}
