import { z } from 'zod';
import { Id, Name, Page, Sha256, Share, Time } from './common.ts';

/** queued → ready (inputs pinned) → running → one of the four final states. */
export const JobState = z
  .enum(['queued', 'ready', 'running', 'succeeded', 'failed', 'cancelled', 'dead'])
  .meta({ id: 'JobState' });
export type JobState = z.infer<typeof JobState>;
/** States a job never leaves, but by a retry that a person asks for. */
export const final_job_states: readonly JobState[] = ['succeeded', 'failed', 'cancelled', 'dead'];

export const Label = z
  .string()
  .regex(/^[a-z0-9][a-z0-9:._-]{0,62}$/, 'must be lower-case letters, digits, : . _ -, like gpu:h100');
export const RecipeName = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);

export const JobCreate = z
  .strictObject({
    recipe: RecipeName,
    params: z.record(z.string(), z.unknown()).default({}),
    name: Name.optional(),
    labels: z
      .array(Label)
      .max(8)
      .default([])
      .meta({ description: 'Labels a runner must carry to take this job, like gpu:h100.' }),
    max_attempts: z.int().min(1).max(10).default(3),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(0),
  })
  .meta({ id: 'JobCreate' });
export type JobCreate = z.infer<typeof JobCreate>;

export const JobError = z
  .object({ class: z.enum(['retryable', 'fatal']), message: z.string() })
  .meta({ id: 'JobError' });

export const JobInput = z
  .object({
    name: z.string(),
    kind: z.enum(['dataset', 'model_file']),
    path: z.string().optional().meta({ description: 'For model files: the path inside the model folder.' }),
    sha256: Sha256,
    size_bytes: z.int(),
  })
  .meta({ id: 'JobInput' });
export type JobInput = z.infer<typeof JobInput>;

export const Job = z
  .object({
    id: Id('job'),
    name: Name,
    recipe: RecipeName,
    params: z.record(z.string(), z.unknown()),
    labels: z.array(Label),
    seed: z.int(),
    state: JobState,
    progress: Share.nullable(),
    message: z.string().nullable(),
    attempt: z.int(),
    max_attempts: z.int(),
    runner: z.string().nullable(),
    cancel_requested: z.boolean(),
    inputs: z.array(JobInput),
    result: z.record(z.string(), z.unknown()).nullable(),
    error: JobError.nullable(),
    created_at: Time,
    started_at: Time.nullable(),
    finished_at: Time.nullable(),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;
export const JobPage = Page(Job, 'JobPage');
export const JobQuery = z.object({ state: JobState.optional(), recipe: RecipeName.optional() });

export const JobEvent = z
  .object({
    fence: z.int(),
    seq: z.int().min(1),
    at: Time,
    kind: z.enum(['log', 'metric', 'progress', 'artifact', 'checkpoint', 'state']),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'JobEvent' });
export type JobEvent = z.infer<typeof JobEvent>;
export const JobEventPage = Page(JobEvent, 'JobEventPage');

export const Artifact = z
  .object({
    id: Id('artifact'),
    job_id: Id('job'),
    name: z.string(),
    kind: z.enum(['file', 'checkpoint', 'model_file', 'responses']),
    sha256: Sha256,
    size_bytes: z.int(),
    content_type: z.string(),
    created_at: Time,
  })
  .meta({ id: 'Artifact' });
export type Artifact = z.infer<typeof Artifact>;
export const ArtifactPage = Page(Artifact, 'ArtifactPage');

export const Recipe = z
  .object({
    name: RecipeName,
    title: z.string(),
    summary: z.string(),
    family: z.string(),
    needs_gpu: z.boolean(),
    params: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema of the parameters.' }),
  })
  .meta({ id: 'Recipe' });
export type Recipe = z.infer<typeof Recipe>;
export const RecipePage = Page(Recipe, 'RecipePage');

export const Runner = z
  .object({
    name: Name,
    labels: z.array(Label),
    recipes: z.array(RecipeName),
    version: z.string(),
    device: z.string(),
    connected: z.boolean(),
    last_seen_at: Time,
  })
  .meta({ id: 'Runner' });
export type Runner = z.infer<typeof Runner>;
export const RunnerPage = Page(Runner, 'RunnerPage');
