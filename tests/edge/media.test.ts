import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Media } from '../../schema/contracts/media.ts';
import { mediaTypeOf } from '../../workers/api/campaigns/media-type.ts';
import { openTestPlatform } from '../platform.ts';
import { makeCampaign, openRater } from './rater.ts';

const platform = await openTestPlatform();

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
// The smallest PNG there is: one transparent pixel.
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test('what a file is, is told by its first bytes', () => {
  const cases: [Buffer, string | null][] = [
    [png, 'image/png'],
    [bytes([0xff, 0xd8, 0xff, 0xe0], 'JFIF'), 'image/jpeg'],
    [bytes('GIF89a'), 'image/gif'],
    [bytes('RIFF', [1, 2, 3, 4], 'WEBPVP8 '), 'image/webp'],
    [bytes('RIFF', [1, 2, 3, 4], 'WAVEfmt '), 'audio/wav'],
    [bytes('OggS', [0, 2]), 'audio/ogg'],
    [bytes('ID3', [3, 0]), 'audio/mpeg'],
    [bytes([0xff, 0xfb, 0x90, 0]), 'audio/mpeg'],
    [bytes([0, 0, 0, 32], 'ftypM4A '), 'audio/mp4'],
    [bytes([0, 0, 0, 32], 'ftypisom'), 'video/mp4'],
    [bytes([0x1a, 0x45, 0xdf, 0xa3], 'xxxxwebm'), 'video/webm'],
    [bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), null],
    [bytes('<!doctype html>'), null],
    [bytes('%PDF-1.7'), null],
    [bytes([0, 0, 0, 32], 'ftypheic'), null],
    [bytes(''), null],
  ];
  for (const [content, type] of cases) expect(mediaTypeOf(content), content.toString('latin1')).toBe(type);
});

test("a campaign's file reaches its raters and its owner, in ranges too, and nobody else", async () => {
  const [project, stranger] = [await platform.project(), await platform.project()];
  const campaign = await makeCampaign(project, [['x', 'y']], { content: 'image' });
  const other = await makeCampaign(project, [['x', 'y']]);
  const put = (id: string, body: Buffer) =>
    project.request(`/v1/campaigns/${id}/media`, {
      method: 'PUT',
      body: new Uint8Array(body),
      headers: { 'content-type': 'image/svg+xml' },
    });
  const stored = (await (await put(campaign.id, png)).json()) as Media;
  const sha256 = createHash('sha256').update(png).digest('hex');
  expect(stored).toEqual({ sha256, content_type: 'image/png', size_bytes: png.length, response: `media:${sha256}` });
  expect(await (await put(campaign.id, png)).json()).toEqual(stored);
  const refused = await put(campaign.id, bytes('<svg/>'));
  expect([refused.status, await refused.json()]).toMatchObject([400, { detail: expect.stringContaining('SVG') }]);

  const rater = await openRater(platform, campaign.rating_url);
  const path = `/v1/rating-media/${campaign.id}/${sha256}`;
  const seen = await rater.request(path);
  expect(Buffer.from(await seen.arrayBuffer()).equals(png)).toBe(true);
  expect(Object.fromEntries(seen.headers)).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=31536000, immutable',
    'cross-origin-resource-policy': 'same-origin',
  });
  const part = await rater.request(path, { headers: { range: 'bytes=1-3' } });
  expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([
    206,
    'PNG',
    `bytes 1-3/${png.length}`,
  ]);
  expect((await platform.request(path)).status).toBe(401);
  const elsewhere = await openRater(platform, other.rating_url);
  expect((await elsewhere.request(path)).status).toBe(401);
  expect((await elsewhere.request(`/v1/rating-media/${other.id}/${sha256}`)).status).toBe(404);
  expect((await project.request(`/v1/campaigns/${campaign.id}/media/${sha256}`)).status).toBe(200);
  expect((await project.request(`/v1/campaigns/${other.id}/media/${sha256}`)).status).toBe(404);
  expect((await stranger.request(`/v1/campaigns/${campaign.id}/media/${sha256}`)).status).toBe(404);
});
