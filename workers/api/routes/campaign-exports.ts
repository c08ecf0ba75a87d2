import { z } from 'zod';
import { CampaignExportQuery } from '../../../schema/contracts/campaign-exports.ts';
import { Id } from '../../../schema/contracts/common.ts';
import { export_kinds } from '../campaigns/exports/campaign/kinds.ts';
import { export_formats } from '../campaigns/exports/campaign/write.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { actorOf } from '../http/access.ts';
import { endpoint } from '../http/endpoint.ts';
import { router } from '../http/router.ts';

const text = { schema: z.string() };

const show = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/export',
  tags: ['campaigns'],
  summary: 'Export a campaign as a file',
  description:
    "Ratings with the order shown, TRL's preference or KTO format, or the results of each pair of models; written while it is read, whatever its size.",
  request: { params: z.object({ id: Id('campaign') }), query: CampaignExportQuery },
  responses: {
    200: {
      description: 'The file.',
      content: { 'application/x-ndjson': text, 'text/csv': text, 'application/vnd.apache.parquet': text },
    },
  },
});

export default router().openapi(show, async (c) => {
  const { project_id } = actorOf(c);
  const campaign = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
  const query = c.req.valid('query');
  const { columns, rows } = export_kinds[query.kind];
  const { content_type, write } = export_formats[query.format];
  const place = { project_id, campaign_id: campaign.id };
  const chunks = write(columns(query), rows(c.env.DB, place, query));
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
  const name = `${campaign.id}-${query.kind}.${query.format}`;
  return c.body(body, 200, {
    'content-type': content_type,
    'content-disposition': `attachment; filename="${name}"`,
  });
});
