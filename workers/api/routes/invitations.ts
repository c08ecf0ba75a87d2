import type { Context } from 'hono';
import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import {
  Invitation,
  InvitationPage,
  InvitationsCreate,
  InvitationsCreated,
} from '../../../schema/contracts/invitations.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { forgetRules } from '../campaigns/submit/rules.ts';
import { signInvitation } from '../campaigns/tokens.ts';
import type { AppEnv } from '../env.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { audit } from '../store/audit.ts';
import type { CampaignRow } from '../store/campaigns.ts';
import { countInvited, type InvitationRow, insertInvited, listInvited, revokeInvited } from '../store/invitations.ts';

const tags = ['campaigns'];
const params = z.object({ id: Id('campaign') });

const create = endpoint(
  'campaigns',
  {
    method: 'post',
    path: '/v1/campaigns/{id}/invitations',
    tags,
    summary: 'Make personal rating addresses',
    description: 'Each is one rater, on whatever devices it is opened.',
    request: { params, body: body(InvitationsCreate) },
    responses: { 201: json(InvitationsCreated, 'The addresses, in the order of the labels.') },
  },
  { creates: true },
);

const list = endpoint('campaigns', {
  method: 'get',
  path: '/v1/campaigns/{id}/invitations',
  tags,
  summary: 'List personal rating addresses, and how far each rater is',
  request: { params, query: PageQuery },
  responses: { 200: json(InvitationPage, 'Invitations, newest first.') },
});

const revoke = endpoint('campaigns', {
  method: 'delete',
  path: '/v1/campaigns/{id}/invitations/{rater_id}',
  tags,
  summary: 'Withdraw a personal rating address',
  description:
    'Its rater is handed nothing more, and within seconds nothing that they send counts; ratings made by then stay, and can be held.',
  request: { params: params.extend({ rater_id: Id('rater') }) },
  responses: { 200: json(Invitation, 'The invitation, withdrawn.') },
});

async function publish(c: Context<AppEnv>, campaign: CampaignRow, row: InvitationRow): Promise<Invitation> {
  const token = await signInvitation(c.env.ASSAY_SECRET, actorOf(c).project_id, campaign, row.rater_id);
  return { ...row, rating_url: `${new URL(c.req.url).origin}/rate#${token}` };
}

export default router()
  .openapi(create, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const campaign = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
    if (campaign.state === 'closed')
      throw new AssayError('conflict', `The campaign ${campaign.id} is closed: nobody can be invited to rate in it.`);
    const { labels, count = 0 } = c.req.valid('json');
    const place = { project_id, campaign_id: campaign.id };
    const before = labels ? 0 : await countInvited(c.env.DB, place);
    const named = labels ?? Array.from({ length: count }, (_, at) => `rater ${before + at + 1}`);
    const now = Date.now();
    const rows = named.map((label) => ({ rater_id: newId('rater'), label }));
    await insertInvited(c.env.DB, place, rows, now);
    const action = { action: 'campaign.invite', subject: campaign.id, details: { count: rows.length } };
    await audit(c.env.DB, { project_id, actor: key_id, ...action });
    const fresh = { rated_count: 0, last_rated_at: null, completed_at: null, revoked_at: null, created_at: now };
    const invitations = await Promise.all(rows.map((row) => publish(c, campaign, { ...row, ...fresh })));
    return c.json({ invitations }, 201);
  })
  .openapi(list, async (c) => {
    const { project_id } = actorOf(c);
    const campaign = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
    const place = { project_id, campaign_id: campaign.id };
    const { data, next_cursor } = await listInvited(c.env.DB, place, c.req.valid('query'));
    return c.json({ data: await Promise.all(data.map((row) => publish(c, campaign, row))), next_cursor }, 200);
  })
  .openapi(revoke, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const { id, rater_id } = c.req.valid('param');
    const campaign = await requireCampaign(c.env.DB, project_id, id);
    const row = await revokeInvited(c.env.DB, { project_id, campaign_id: id }, rater_id, Date.now());
    if (!row) throw new AssayError('not_found', `There is no invitation of ${rater_id} in this campaign.`);
    forgetRules({ project_id, campaign_id: id });
    const action = { action: 'campaign.revoke_invitation', subject: id, details: { rater_id } };
    await audit(c.env.DB, { project_id, actor: key_id, ...action });
    return c.json(await publish(c, campaign, row), 200);
  });
