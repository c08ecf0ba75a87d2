import { z } from 'zod';
import { RatingImportQuery, RatingsImported } from '../../../schema/contracts/campaigns.ts';
import { Id } from '../../../schema/contracts/common.ts';
import { AssayError } from '../../../schema/errors.ts';
import { updateCampaign } from '../campaigns/fold.ts';
import { importRatings } from '../campaigns/imports/import-ratings.ts';
import { readRatingLines } from '../campaigns/imports/read-lines.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { actorOf } from '../http/access.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { audit } from '../store/audit.ts';

const tags = ['campaigns'];
const params = z.object({ id: Id('campaign') });
// No zod here: the router would read application/jsonl as one JSON text.
const text = { schema: { type: 'string' as const } };
const formats: Record<string, 'jsonl' | 'csv'> = {
  'application/x-ndjson': 'jsonl',
  'application/jsonl': 'jsonl',
  'text/csv': 'csv',
};

const create = endpoint(
  'rate',
  {
    method: 'post',
    path: '/v1/campaigns/{id}/ratings/imports',
    tags,
    summary: 'Import ratings made elsewhere',
    description:
      'One RatingLine a line, as JSONL or as CSV with a header. A rating that is there already stays as it is, so sending again does no harm.',
    request: {
      params,
      query: RatingImportQuery,
      body: {
        required: true as const,
        content: { 'application/x-ndjson': text, 'application/jsonl': text, 'text/csv': text },
      },
    },
    responses: {
      200: json(RatingsImported, 'What was (or, in a dry run, would be) imported, and each problem by line.'),
    },
  },
  { body_limit: 8_000_000 },
);

export default router().openapi(create, async (c) => {
  const { project_id, key_id } = actorOf(c);
  const campaign = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim() ?? '';
  const format = formats[type];
  if (!format) throw new AssayError('invalid_request', `Send application/x-ndjson or text/csv, not "${type}".`);
  const dry_run = c.req.valid('query').dry_run === 'true';
  const read = readRatingLines(await c.req.text(), format);
  const done = await importRatings(c.env.DB, project_id, campaign, read, dry_run);
  if (done.added > 0 && !dry_run) {
    await updateCampaign(c.env.DB, { project_id, campaign_id: campaign.id });
    const details = { added: done.added };
    await audit(c.env.DB, { project_id, actor: key_id, action: 'ratings.import', subject: campaign.id, details });
  }
  return c.json(done, 200);
});
