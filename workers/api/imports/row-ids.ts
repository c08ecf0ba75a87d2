import { encodeTime } from 'ulid';
import { id_prefixes } from '../../../schema/ids.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Names the rows of one source (an upload, a request): `name(kind, line)` is always the same, and ids sort as the lines do. */
export type RowNamer = (kind: 'item' | 'response' | 'judgment' | 'critique', line: number, part?: number) => string;

/**
 * An id is the source's time (10 characters), the line (6), the row within the line (1) and a hash of the source (9): reading a line
 * twice names its rows the same, and a list by id keeps the order of the file.
 */
export async function rowNamer(source: string, created_at: number): Promise<RowNamer> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(source)));
  const hash = Array.from(digest.subarray(0, 9), (byte) => alphabet[byte & 31]).join('');
  const time = encodeTime(created_at, 10).toLowerCase();
  return (kind, line, part = 0) =>
    `${id_prefixes[kind]}_${time}${encodeTime(line, 6).toLowerCase()}${alphabet[part & 31]}${hash}`;
}
