import { z } from 'zod';
import { Id } from '../../../schema/contracts/common.ts';
import { RatingImportQuery, RatingsImported } from '../../../schema/contracts/rating-imports.ts';
import { AssayError } from '../../../schema/errors.ts';
import { requireScope } from '../auth/actor.ts';
import { updateCampaign } from '../campaigns/fold.ts';
import { importRatings } from '../campaigns/imports/import-ratings.ts';
import { mappings } from '../campaigns/imports/mappings/index.ts';
import { readRatingLines } from '../campaigns/imports/read-lines.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { actorOf } from '../http/access.ts';
import { endpoint, json, lines } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { audit } from '../store/audit.ts';

const tags = ['campaigns'];
const params = z.object({ id: Id('campaign') });
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
      'One rating a line, as JSONL or as CSV with a header; `mapping` says whose lines. Mappings that bring comparisons need the scope `campaigns` as well. What is there already stays as it is, so sending again does no harm.',
    request: { params, query: RatingImportQuery, body: lines(...Object.keys(formats)) },
    responses: {
      200: json(RatingsImported, 'What was (or, in a dry run, would be) imported, and each problem by line.'),
    },
  },
  { body_limit: 8_000_000 },
);

export default router().openapi(create, async (c) => {
  const actor = actorOf(c);
  const { project_id, key_id } = actor;
  const campaign = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
  const query = c.req.valid('query');
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim() ?? '';
  const format = query.format ?? formats[type];
  if (!format)
    throw new AssayError(
      'invalid_request',
      `Send ${Object.keys(formats).join(', ')}, or name the format; not "${type}".`,
    );
  const mapping = mappings[query.mapping](query.columns);
  if (mapping.compares) requireScope(actor, 'campaigns');
  if (mapping.compares && campaign.state === 'closed')
    throw new AssayError('conflict', `The campaign ${campaign.id} is closed and takes no more comparisons.`);
  const dry_run = query.dry_run === 'true';
  const read = await readRatingLines(await c.req.text(), format, mapping, campaign);
  const done = await importRatings(c.env.DB, project_id, campaign, read, dry_run);
  if (done.added > 0 && !dry_run) {
    await updateCampaign(c.env.DB, { project_id, campaign_id: campaign.id });
    const details = { mapping: query.mapping, comparisons_added: done.comparisons_added, added: done.added };
    await audit(c.env.DB, { project_id, actor: key_id, action: 'ratings.import', subject: campaign.id, details });
  }
  return c.json(done, 200);
});
