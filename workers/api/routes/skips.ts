import { SkipAccepted, SkipCreate } from '../../../schema/contracts/skips.ts';
import { readTicket } from '../campaigns/tokens.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { insertSkip } from '../store/skips.ts';

const create = endpoint('public', {
  method: 'post',
  path: '/v1/skips',
  tags: ['rating'],
  summary: 'Skip or report a comparison',
  description: 'It is not handed to this rater again. Sent twice it counts once; a report takes the place of a skip.',
  request: { body: body(SkipCreate) },
  responses: { 201: json(SkipAccepted, 'Kept.') },
});

export default router().openapi(create, async (c) => {
  const { token, kind, reason } = c.req.valid('json');
  const ticket = await readTicket(c.env.ASSAY_SECRET, token);
  const { project_id, campaign_id, rater_id, comparison_id, assignment_id: id } = ticket;
  await insertSkip(c.env.DB, {
    ...{ project_id, campaign_id, rater_id, comparison_id },
    ...{ kind, reason, created_at: Date.now() },
  });
  return c.json({ id, accepted: true as const }, 201);
});
