import { z } from 'zod';
import { Id, Metadata, Name, Page, Prompt, Time } from './common.ts';

export const Dataset = z
  .object({
    id: Id('dataset'),
    name: Name,
    description: z.string(),
    item_count: z.int(),
    response_count: z.int(),
    created_at: Time,
    updated_at: Time,
  })
  .meta({ id: 'Dataset' });
export type Dataset = z.infer<typeof Dataset>;

export const DatasetCreate = z
  .strictObject({ name: Name, description: z.string().max(5000).default('') })
  .meta({ id: 'DatasetCreate' });
export const DatasetPage = Page(Dataset, 'DatasetPage');

/** What a caller gives for an item; `external_id` names it in later uploads of responses. */
export const ItemInput = z
  .strictObject({
    external_id: z.string().min(1).max(200).optional(),
    prompt: Prompt,
    reference: z.string().max(1_000_000).nullable().default(null),
    metadata: Metadata.default({}),
  })
  .meta({ id: 'ItemInput' });
export type ItemInput = z.infer<typeof ItemInput>;

export const Item = z
  .object({
    id: Id('item'),
    external_id: z.string().nullable(),
    prompt: Prompt,
    reference: z.string().nullable(),
    metadata: Metadata,
    created_at: Time,
  })
  .meta({ id: 'Item' });
export type Item = z.infer<typeof Item>;
export const ItemPage = Page(Item, 'ItemPage');

/** What a caller gives for a response: the item by our id or by its external id, and which try it is. */
export const ResponseInput = z
  .strictObject({
    item_id: z
      .string()
      .min(1)
      .max(200)
      .meta({ description: 'Our item id (itm_…) or the external_id given at upload.' }),
    model: Name,
    sample: z.int().min(0).max(1_000_000).default(0).meta({ description: 'Which of several independent samples.' }),
    attempt: z
      .int()
      .min(1)
      .max(100)
      .default(1)
      .meta({ description: 'Which try within a sample; 2 follows a review of 1.' }),
    content: z.string().max(1_000_000),
    correct: z.boolean().nullable().default(null),
    metadata: Metadata.default({}),
  })
  .meta({ id: 'ResponseInput' });
export type ResponseInput = z.infer<typeof ResponseInput>;

export const ResponseRow = z
  .object({
    id: Id('response'),
    item_id: Id('item'),
    model: Name,
    sample: z.int(),
    attempt: z.int(),
    content: z.string(),
    correct: z.boolean().nullable(),
    metadata: Metadata,
    created_at: Time,
  })
  .meta({ id: 'ResponseRow' });
export type ResponseRow = z.infer<typeof ResponseRow>;
export const ResponsePage = Page(ResponseRow, 'ResponsePage');

/** Small additions without an upload. */
export const ItemsCreate = z.strictObject({ items: z.array(ItemInput).min(1).max(500) }).meta({ id: 'ItemsCreate' });
export const ItemsCreated = z.object({ ids: z.array(Id('item')) }).meta({ id: 'ItemsCreated' });
export const ResponsesCreate = z
  .strictObject({ responses: z.array(ResponseInput).min(1).max(500) })
  .meta({ id: 'ResponsesCreate' });
export const ResponsesCreated = z.object({ ids: z.array(Id('response')) }).meta({ id: 'ResponsesCreated' });
