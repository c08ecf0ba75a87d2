import { type Media, type MediaType, max_media_bytes } from '../../../schema/contracts/media.ts';
import { AssayError } from '../../../schema/errors.ts';
import { hex } from '../auth/bytes.ts';
import { mediaTypeOf } from './media-type.ts';

type Place = { project_id: string; campaign_id: string };

/** Where a campaign's file lies: under its campaign, so that no other one's raters reach it. */
export const mediaKey = ({ project_id, campaign_id }: Place, sha256: string) =>
  `${project_id}/campaigns/${campaign_id}/media/${sha256}`;

/** Stores a file that raters may be shown, under its hash. @throws AssayError `invalid_request` for content that browsers might run, or do not show */
export async function keepMedia(files: R2Bucket, place: Place, bytes: ArrayBuffer): Promise<Media> {
  const content_type = mediaTypeOf(new Uint8Array(bytes));
  if (content_type === null)
    throw new AssayError(
      'invalid_request',
      `The file is none that raters can be shown: PNG, JPEG, WebP, GIF, MP3, WAV, Ogg, M4A, MP4 or WebM of at most ${max_media_bytes / 1_000_000} MB. What it is, is told by its first bytes, not by its name; SVG is not taken, because it can hold scripts.`,
    );
  const sha256 = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  await files.put(mediaKey(place, sha256), bytes, { httpMetadata: { contentType: content_type }, sha256 });
  return {
    sha256,
    content_type: content_type satisfies MediaType,
    size_bytes: bytes.byteLength,
    response: `media:${sha256}`,
  };
}
