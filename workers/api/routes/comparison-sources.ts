import { z } from 'zod';
import { Id } from '../../../schema/contracts/common.ts';
import { ComparisonsDrawn, ComparisonsFromResponses } from '../../../schema/contracts/comparison-sources.ts';
import { AssayError } from '../../../schema/errors.ts';
import { addFromResponses } from '../campaigns/from-responses.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { requireDataset } from '../store/datasets.ts';

const draw = endpoint('campaigns', {
  method: 'post',
  path: '/v1/campaigns/{id}/comparisons/from-responses',
  tags: ['campaigns'],
  summary: "Add comparisons of a dataset's responses",
  description:
    'Works through the items in stretches: call again with next_cursor until it is null. The same responses are one comparison, however often they are drawn.',
  request: { params: z.object({ id: Id('campaign') }), body: body(ComparisonsFromResponses) },
  responses: { 200: json(ComparisonsDrawn, 'What was added of these items.') },
});

export default router().openapi(draw, async (c) => {
  const { project_id } = actorOf(c);
  const campaign = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
  if (campaign.state === 'closed')
    throw new AssayError('conflict', `The campaign ${campaign.id} is closed and takes no more comparisons.`);
  const ask = c.req.valid('json');
  await requireDataset(c.env.DB, { project_id, dataset_id: ask.dataset_id });
  return c.json(await addFromResponses(c.env.DB, project_id, campaign, ask), 200);
});
