import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { created_at, id, project_id } from './columns.ts';

/** Collections of items. */
export const datasets = sqliteTable(
  'datasets',
  {
    project_id: project_id(),
    id: id(),
    name: text('name').notNull(),
    description: text('description').notNull(),
    created_at: created_at(),
    updated_at: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] })],
);

/** Inputs of a dataset. */
export const items = sqliteTable(
  'items',
  {
    project_id: project_id(),
    dataset_id: text('dataset_id').notNull(),
    id: id(),
    external_id: text('external_id'),
    prompt: text('prompt', { mode: 'json' }).$type<unknown>().notNull(),
    reference: text('reference'),
    metadata: text('metadata', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    upload_id: text('upload_id'),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.dataset_id, t.id] }),
    uniqueIndex('items_by_external_id').on(t.project_id, t.dataset_id, t.external_id),
  ],
);

/** Models' answers to items; one row an attempt. */
export const responses = sqliteTable(
  'responses',
  {
    project_id: project_id(),
    dataset_id: text('dataset_id').notNull(),
    id: id(),
    item_id: text('item_id').notNull(),
    model: text('model').notNull(),
    sample: integer('sample').notNull(),
    attempt: integer('attempt').notNull(),
    content: text('content').notNull(),
    correct: integer('correct', { mode: 'boolean' }),
    metadata: text('metadata', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    upload_id: text('upload_id'),
    created_at: created_at(),
  },
  (t) => [
    primaryKey({ columns: [t.project_id, t.dataset_id, t.id] }),
    uniqueIndex('responses_once').on(t.project_id, t.dataset_id, t.item_id, t.model, t.sample, t.attempt),
    index('responses_by_model').on(t.project_id, t.dataset_id, t.model, t.item_id),
  ],
);

/** Files on their way into a dataset, with the cursor of what was read. */
export const uploads = sqliteTable(
  'uploads',
  {
    project_id: project_id(),
    id: id(),
    dataset_id: text('dataset_id').notNull(),
    kind: text('kind').notNull(),
    format: text('format').notNull(),
    on_error: text('on_error').notNull(),
    state: text('state').notNull(),
    /** Where the bytes lie in R2, and the R2 multipart upload they come in by. */
    object_key: text('object_key').notNull(),
    multipart_id: text('multipart_id'),
    parts: text('parts', { mode: 'json' }).$type<Record<string, string>>().notNull(),
    size_bytes: integer('size_bytes').notNull(),
    sha256: text('sha256'),
    /** `check` reads without writing (atomic uploads do it first), `write` inserts. */
    phase: text('phase').notNull(),
    processed_bytes: integer('processed_bytes').notNull().default(0),
    processed_lines: integer('processed_lines').notNull().default(0),
    header: text('header', { mode: 'json' }).$type<string[]>(),
    lines_good: integer('lines_good').notNull().default(0),
    lines_bad: integer('lines_bad').notNull().default(0),
    errors: text('errors', { mode: 'json' }).$type<{ line: number; message: string }[]>().notNull(),
    message: text('message'),
    created_at: created_at(),
    updated_at: integer('updated_at').notNull(),
    finished_at: integer('finished_at'),
  },
  (t) => [primaryKey({ columns: [t.project_id, t.id] }), index('uploads_by_state').on(t.state, t.updated_at)],
);
