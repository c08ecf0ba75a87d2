import type { Context } from 'hono';
import { z } from 'zod';
import { Id, Sha256 } from '../../../schema/contracts/common.ts';
import { Media, max_media_bytes } from '../../../schema/contracts/media.ts';
import { AssayError } from '../../../schema/errors.ts';
import { raterOf } from '../campaigns/cookies.ts';
import { keepMedia, mediaKey } from '../campaigns/media.ts';
import { requireCampaign } from '../campaigns/require.ts';
import type { AppEnv } from '../env.ts';
import { actorOf } from '../http/access.ts';
import { sendObject } from '../http/content.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';

const params = z.object({ id: Id('campaign') });
const bytes = { 200: { description: 'The bytes.' }, 206: { description: 'The range asked for.' } };

const keep = endpoint(
  'campaigns',
  {
    method: 'put',
    path: '/v1/campaigns/{id}/media',
    tags: ['campaigns'],
    summary: 'Store an image, audio or video file for the comparisons of a campaign',
    description: 'The same content again is the same file. A response shows it by the text `media:<sha256>`.',
    request: {
      params,
      body: {
        required: true as const,
        content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
      },
    },
    responses: { 200: json(Media, 'The file as stored.') },
  },
  { body_limit: max_media_bytes },
);

const show = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/media/{sha256}',
  tags: ['campaigns'],
  summary: "Read a campaign's file; takes Range",
  request: { params: params.extend({ sha256: Sha256 }) },
  responses: bytes,
});

const rate = endpoint('public', {
  method: 'get',
  path: '/v1/rating-media/{campaign_id}/{sha256}',
  tags: ['rating'],
  summary: "Read a file of the campaign that this browser's rater rates in; takes Range",
  request: { params: z.object({ campaign_id: Id('campaign'), sha256: Sha256 }) },
  responses: bytes,
});

async function send(c: Context<AppEnv>, place: { project_id: string; campaign_id: string }, sha256: string) {
  const key = mediaKey(place, sha256);
  const stored = await c.env.FILES.head(key);
  if (!stored) throw new AssayError('not_found', `This campaign has no file ${sha256}.`);
  const content_type = stored.httpMetadata?.contentType ?? 'application/octet-stream';
  const response = await sendObject(c.env.FILES, key, c.req.raw, { content_type });
  // Content under its hash never changes; whoever may not read it must not find it in a shared cache.
  response.headers.set('cache-control', 'private, max-age=31536000, immutable');
  response.headers.set('cross-origin-resource-policy', 'same-origin');
  return response;
}

export default router()
  .openapi(keep, async (c) => {
    const { project_id } = actorOf(c);
    const { id: campaign_id } = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
    return c.json(await keepMedia(c.env.FILES, { project_id, campaign_id }, await c.req.arrayBuffer()), 200);
  })
  .openapi(show, async (c) => {
    const { id, sha256 } = c.req.valid('param');
    const { project_id } = actorOf(c);
    await requireCampaign(c.env.DB, project_id, id);
    return send(c, { project_id, campaign_id: id }, sha256);
  })
  .openapi(rate, async (c) => {
    const { campaign_id, sha256 } = c.req.valid('param');
    return send(c, await raterOf(c, campaign_id), sha256);
  });
