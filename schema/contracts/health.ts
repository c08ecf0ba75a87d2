import { z } from 'zod';
import { Time } from './common.ts';

const Check = z.object({ ok: z.boolean(), detail: z.string().nullable() });

export const Health = z
  .object({
    ok: z.boolean(),
    version: z.string(),
    bindings: z.object({ database: Check, files: Check, queues: Check, edge_judge: Check }),
    migrations: z.object({ applied: z.int(), latest: z.string().nullable() }),
    runner: z.object({ connected: z.boolean(), count: z.int(), last_seen_at: Time.nullable() }),
  })
  .meta({ id: 'Health' });
export type Health = z.infer<typeof Health>;
