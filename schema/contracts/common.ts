import { z } from 'zod';
import { type IdKind, id_prefixes } from '../ids.ts';

/** Milliseconds since 1970, UTC. */
export const Time = z.int().nonnegative().meta({ description: 'Milliseconds since 1970-01-01 UTC.' });

/** A share, 0 to 1. */
export const Share = z.number().min(0).max(1);

/** A name that people read. */
export const Name = z.string().trim().min(1).max(200);

/** Free JSON kept with a row; not interpreted. */
export const Metadata = z
  .record(z.string(), z.unknown())
  .meta({ description: 'Free JSON, kept and returned as given.' });

/** Lower-case hexadecimal SHA-256. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits (SHA-256)');

/** The schema of an id of one kind. */
export function Id(kind: IdKind) {
  const prefix = id_prefixes[kind];
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-z]{26}$`), `must be a ${kind} id, like ${prefix}_01j…`)
    .meta({ description: `A ${kind} id, ${prefix}_ and 26 characters.` });
}

/** A chat message. */
export const Message = z
  .strictObject({ role: z.enum(['system', 'user', 'assistant', 'tool']), content: z.string().max(1_000_000) })
  .meta({ id: 'Message' });

/** Text, or a chat. */
export const Prompt = z.union([z.string().max(1_000_000), z.array(Message).min(1).max(200)]);

/** A measured number with its interval; null where it is undefined, never 0 in its place. */
export const Measure = z
  .object({
    value: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    n: z.int().nonnegative(),
  })
  .meta({ id: 'Measure', description: 'A number with a 95 % interval and the count it rests on.' });

/** Query of every list. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
});

/** A page of a list. */
export function Page<T extends z.ZodType>(row: T, id: string) {
  return z.object({ data: z.array(row), next_cursor: z.string().nullable() }).meta({ id });
}

/** The body of every error, RFC 9457. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    turnstile_site_key: z.string().optional().meta({ description: 'With `challenge_required`: what the check needs.' }),
  })
  .meta({ id: 'Problem' });

/** The acknowledgement of a deletion. */
export const Deleted = z.object({ id: z.string(), deleted: z.literal(true) }).meta({ id: 'Deleted' });
