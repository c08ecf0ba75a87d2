import { z } from 'zod';
import { Id, Name, Page, Sha256, Time } from './common.ts';

/** What the file holds. All but `jsonl` and `csv` bring items and responses at once. */
export const upload_formats = [
  'jsonl',
  'csv',
  'trl_preference',
  'pairs',
  'labeled',
  'llmbar',
  'judgebench',
  'rewardbench',
  'mt_bench',
  'pandalm',
  'processbench',
  'mr_ben',
] as const;

/** The largest upload, bytes. */
export const max_upload_bytes = 100_000_000;
/** Every part but the last has this many bytes (R2 wants at least 5 MiB and equal parts). */
export const part_bytes = 5 * 1024 * 1024;

export const UploadCreate = z
  .strictObject({
    dataset_id: Id('dataset'),
    kind: z
      .enum(['items', 'responses'])
      .meta({ description: 'What each line is, for jsonl and csv; the other formats bring both.' }),
    format: z.enum(upload_formats).default('jsonl'),
    on_error: z.enum(['keep_good', 'atomic']).default('keep_good').meta({
      description:
        'keep_good: bad lines are reported and the good ones kept; atomic: one bad line and nothing is kept.',
    }),
    size_bytes: z.int().min(1).max(max_upload_bytes),
    sha256: Sha256.optional(),
  })
  .meta({ id: 'UploadCreate' });

export const LineError = z.object({ line: z.int(), message: z.string() }).meta({ id: 'LineError' });
export type LineError = z.infer<typeof LineError>;

/** `uploading` takes parts; `processing` reads lines; the other three are final. */
export const UploadState = z
  .enum(['uploading', 'processing', 'done', 'failed', 'cancelled'])
  .meta({ id: 'UploadState' });

export const Upload = z
  .object({
    id: Id('upload'),
    dataset_id: Id('dataset'),
    kind: z.enum(['items', 'responses']),
    format: z.enum(upload_formats),
    on_error: z.enum(['keep_good', 'atomic']),
    state: UploadState,
    size_bytes: z.int(),
    part_bytes: z.int(),
    received_parts: z.array(z.int()),
    processed_bytes: z.int(),
    lines_good: z.int(),
    lines_bad: z.int(),
    errors: z.array(LineError).meta({ description: 'The first 100 bad lines.' }),
    message: z.string().nullable(),
    created_at: Time,
    finished_at: Time.nullable(),
  })
  .meta({ id: 'Upload' });
export type Upload = z.infer<typeof Upload>;
export const UploadPage = Page(Upload, 'UploadPage');

/** One line of the TRL preference format. */
export const TrlPreferenceLine = z.object({
  prompt: z.unknown().optional(),
  chosen: z.unknown(),
  rejected: z.unknown(),
});

/** One line of pairs with gold labels. */
export const PairLine = z.object({
  prompt: z.string(),
  response_a: z.string(),
  response_b: z.string(),
  label: z.union([z.enum(['a', 'b', 'A', 'B', '1', '2', 'tie']), z.literal(1), z.literal(2)]).nullable(),
  model_a: Name.optional(),
  model_b: Name.optional(),
  id: z.union([z.string(), z.number()]).optional(),
  subset: z.string().optional(),
});
