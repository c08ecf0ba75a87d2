import { z } from 'zod';
import { Id, Name, Page, Sha256, Time } from './common.ts';

export const ModelFile = z
  .object({ path: z.string(), artifact_id: Id('artifact'), sha256: Sha256, size_bytes: z.int() })
  .meta({ id: 'ModelFile' });

/** Where a model came from. */
export const Lineage = z
  .object({
    recipe: z.string(),
    params: z.record(z.string(), z.unknown()),
    seed: z.int(),
    data_sha256: Sha256.nullable(),
    parent: z.string().nullable(),
    commit: z.string().nullable(),
  })
  .meta({ id: 'Lineage' });

/** A checkpoint registered by a job: its files, and where it came from. */
export const Model = z
  .object({
    id: Id('model'),
    name: Name,
    job_id: Id('job'),
    files: z.array(ModelFile),
    lineage: Lineage,
    created_at: Time,
  })
  .meta({ id: 'Model' });
export type Model = z.infer<typeof Model>;
export const ModelPage = Page(Model, 'ModelPage');
