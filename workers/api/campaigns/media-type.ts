import type { MediaType } from '../../../schema/contracts/media.ts';

/** Brands of ISO base media files that are MP4 (https://mp4ra.org); others, such as HEIC and QuickTime, are not shown everywhere. */
const mp4_brands = /^(isom|iso[2-9]|mp4[12]|avc1|M4V |M4VH|M4VP|dash|MSNV|mmp4)$/;

// Each by its signature: the WHATWG MIME Sniffing standard, §6 (https://mimesniff.spec.whatwg.org).
const signatures: [MediaType, (head: string) => boolean][] = [
  ['image/png', (head) => head.startsWith('\x89PNG\r\n\x1a\n')],
  ['image/jpeg', (head) => head.startsWith('\xff\xd8\xff')],
  ['image/gif', (head) => /^GIF8[79]a/.test(head)],
  ['image/webp', (head) => head.startsWith('RIFF') && head.slice(8, 14) === 'WEBPVP'],
  ['audio/wav', (head) => head.startsWith('RIFF') && head.slice(8, 12) === 'WAVE'],
  ['audio/ogg', (head) => head.startsWith('OggS\0')],
  // An ID3 tag, or the first frame of layer III.
  ['audio/mpeg', (head) => head.startsWith('ID3') || /^\xff[\xe2\xe3\xf2\xf3\xfa\xfb]/.test(head)],
  ['audio/mp4', (head) => head.slice(4, 8) === 'ftyp' && /^M4[AB] $/.test(head.slice(8, 12))],
  ['video/mp4', (head) => head.slice(4, 8) === 'ftyp' && mp4_brands.test(head.slice(8, 12))],
  ['video/webm', (head) => head.startsWith('\x1a\x45\xdf\xa3') && head.includes('webm')],
];

/** What a file is by its first bytes; null where it is nothing that raters are shown. */
export function mediaTypeOf(bytes: Uint8Array): MediaType | null {
  const head = latin1(bytes.subarray(0, 64));
  return signatures.find(([, matches]) => matches(head))?.[0] ?? null;
}

// TextDecoder's "latin1" is windows-1252, which moves bytes from 0x80 to 0x9f.
const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes);
