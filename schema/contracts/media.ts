import { z } from 'zod';
import { Sha256 } from './common.ts';

/** The largest file that raters can be shown. */
export const max_media_bytes = 25_000_000;

/** Files that raters can be shown: what browsers display without running anything in them. */
export const MediaType = z.enum([
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'audio/mpeg',
  'audio/wav',
  'audio/ogg',
  'audio/mp4',
  'video/mp4',
  'video/webm',
]);
export type MediaType = z.infer<typeof MediaType>;

/** A stored file: what a comparison's response says to show it. */
export const Media = z
  .object({
    sha256: Sha256,
    content_type: MediaType,
    size_bytes: z.int(),
    response: z.string().meta({ description: 'media:<sha256>, the text of a response that is this file.' }),
  })
  .meta({ id: 'Media' });
export type Media = z.infer<typeof Media>;
