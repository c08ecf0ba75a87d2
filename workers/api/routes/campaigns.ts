import type { Context } from 'hono';
import { z } from 'zod';
import {
  Campaign,
  CampaignCreate,
  CampaignPage,
  CampaignPatch,
  usual_question,
} from '../../../schema/contracts/campaigns.ts';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { newId } from '../../../schema/ids.ts';
import { requireChallengeKeys } from '../campaigns/challenge.ts';
import { changeSettings } from '../campaigns/change.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { forgetRules } from '../campaigns/submit/rules.ts';
import { signInvitation } from '../campaigns/tokens.ts';
import type { AppEnv } from '../env.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { audit } from '../store/audit.ts';
import { type CampaignRow, insertCampaign, listCampaigns } from '../store/campaigns.ts';

const tags = ['campaigns'];
const params = z.object({ id: Id('campaign') });

const list = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns',
  tags,
  summary: 'List campaigns',
  request: { query: PageQuery },
  responses: { 200: json(CampaignPage, 'Campaigns, newest first.') },
});

const create = endpoint(
  'campaigns',
  {
    method: 'post',
    path: '/v1/campaigns',
    tags,
    summary: 'Create a campaign',
    request: { body: body(CampaignCreate) },
    responses: { 201: json(Campaign, 'The campaign, with the address for raters.') },
  },
  { creates: true },
);

const show = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}',
  tags,
  summary: 'Read a campaign',
  request: { params },
  responses: { 200: json(Campaign, 'The campaign.') },
});

const patch = endpoint('campaigns', {
  method: 'patch',
  path: '/v1/campaigns/{id}',
  tags,
  summary: 'Open, pause or close a campaign, or change its settings',
  description:
    'Closed is final. Raters are handed nothing more while it is paused or closed; what they were handed before still counts until it expires. The kind stays once there are comparisons; question, content, choices and criteria stay once there are ratings.',
  request: { params, body: body(CampaignPatch) },
  responses: { 200: json(Campaign, 'The campaign as it is now.') },
});

async function publish(c: Context<AppEnv>, project_id: string, row: CampaignRow): Promise<Campaign> {
  const invitation = await signInvitation(c.env.ASSAY_SECRET, project_id, row);
  return { ...row, rating_url: `${new URL(c.req.url).origin}/rate#${invitation}` };
}

export default router()
  .openapi(list, async (c) => {
    const { project_id } = actorOf(c);
    const { data, next_cursor } = await listCampaigns(c.env.DB, project_id, c.req.valid('query'));
    return c.json({ data: await Promise.all(data.map((row) => publish(c, project_id, row))), next_cursor }, 200);
  })
  .openapi(create, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const given = c.req.valid('json');
    const question = given.question ?? usual_question[given.kind];
    const row = { ...given, question, id: newId('campaign'), created_at: Date.now() };
    requireChallengeKeys(c.env, row);
    await insertCampaign(c.env.DB, project_id, row);
    await audit(c.env.DB, {
      project_id,
      actor: key_id,
      action: 'campaign.create',
      subject: row.id,
      details: { name: row.name },
    });
    return c.json(await publish(c, project_id, { ...row, paused_by: null, comparison_count: 0, rating_count: 0 }), 201);
  })
  .openapi(show, async (c) => {
    const { project_id } = actorOf(c);
    const row = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
    return c.json(await publish(c, project_id, row), 200);
  })
  .openapi(patch, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const { id } = c.req.valid('param');
    const before = await requireCampaign(c.env.DB, project_id, id);
    const given = c.req.valid('json');
    requireChallengeKeys(c.env, { challenge: given.challenge ?? false });
    const after = await changeSettings(c.env.DB, { project_id, actor: key_id }, before, given);
    forgetRules({ project_id, campaign_id: id });
    return c.json(await publish(c, project_id, after), 200);
  });
