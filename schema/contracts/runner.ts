import { z } from 'zod';
import { Id, Name, Sha256, Share, Time } from './common.ts';
import { JobError, JobEvent, JobInput, JobState, Label, RecipeName } from './jobs.ts';
import { Lineage } from './models.ts';

/** How long a lease lasts unless a heartbeat renews it. */
export const lease_ms = 90_000;

export const Fence = z.int().min(1).meta({ description: 'The number of the lease; a newer lease has a higher one.' });

export const LeaseRequest = z
  .strictObject({
    name: Name,
    labels: z.array(Label).max(32).default([]),
    recipes: z.array(RecipeName).max(200),
    version: z.string().max(100),
    device: z.string().max(200),
    wait_ms: z.int().min(0).max(25_000).default(20_000),
    job_id: Id('job').optional().meta({ description: 'Lease this job only (used by the queue adapter).' }),
  })
  .meta({ id: 'LeaseRequest' });
export type LeaseRequest = z.infer<typeof LeaseRequest>;

export const LeasedJob = z
  .object({
    id: Id('job'),
    project_id: Id('project'),
    recipe: RecipeName,
    params: z.record(z.string(), z.unknown()),
    labels: z.array(Label),
    attempt: z.int(),
    max_attempts: z.int(),
    seed: z.int(),
    inputs: z.array(JobInput),
    checkpoint: z.object({ artifact_id: Id('artifact'), sha256: Sha256, size_bytes: z.int() }).nullable(),
  })
  .meta({ id: 'LeasedJob' });

export const Lease = z
  .object({ lease: z.object({ job: LeasedJob, fence: Fence, lease_ms: z.int(), lease_expires_at: Time }) })
  .meta({ id: 'Lease' });
export type Lease = z.infer<typeof Lease>;

export const Heartbeat = z
  .strictObject({
    fence: Fence,
    progress: Share.nullable().default(null),
    message: z.string().max(1000).nullable().default(null),
  })
  .meta({ id: 'Heartbeat' });
export const HeartbeatAnswer = z
  .object({ lease_expires_at: Time, cancel: z.boolean() })
  .meta({ id: 'HeartbeatAnswer' });

export const EventsAppend = z
  .strictObject({
    fence: Fence,
    events: z
      .array(JobEvent.omit({ fence: true }))
      .min(1)
      .max(500),
  })
  .meta({ id: 'EventsAppend' });
export const EventsAppended = z.object({ accepted: z.int(), duplicates: z.int() }).meta({ id: 'EventsAppended' });

export const ArtifactCreate = z
  .strictObject({
    fence: Fence,
    name: z.string().regex(/^(?!.*\.\.)[\w][\w./-]{0,199}$/, 'must be a relative path of letters, digits, . _ - /'),
    kind: z.enum(['file', 'checkpoint', 'model_file', 'responses']).default('file'),
    sha256: Sha256,
    size_bytes: z.int().min(0).max(50_000_000_000),
    content_type: z.string().max(200).default('application/octet-stream'),
  })
  .meta({ id: 'ArtifactCreate' });
export const ArtifactUpload = z
  .object({
    artifact_id: Id('artifact'),
    state: z.enum(['complete', 'uploading']),
    part_bytes: z.int(),
    received_parts: z.array(z.int()),
  })
  .meta({ id: 'ArtifactUpload' });
export const FenceBody = z.strictObject({ fence: Fence }).meta({ id: 'FenceBody' });
export const FenceQuery = z.object({ fence: z.coerce.number().int().min(1) });

/** What a finished job made; other fields are kept as given. */
export const JobResult = z
  .looseObject({
    metrics: z.record(z.string(), z.unknown()).optional(),
    responses: Id('artifact').optional(),
    models: z
      .array(
        z.object({
          name: Name,
          files: z
            .array(z.object({ path: z.string().min(1).max(200), artifact_id: Id('artifact') }))
            .min(1)
            .max(200),
          lineage: Lineage,
        }),
      )
      .max(100)
      .optional(),
  })
  .meta({ id: 'JobResult' });
export type JobResult = z.infer<typeof JobResult>;

export const Finish = z
  .strictObject({
    fence: Fence,
    outcome: z.enum(['succeeded', 'failed', 'cancelled', 'released']),
    result: JobResult.nullable().default(null),
    error: JobError.nullable().default(null),
  })
  .meta({ id: 'Finish' });
export type Finish = z.infer<typeof Finish>;
export const Finished = z.object({ state: JobState }).meta({ id: 'Finished' });
