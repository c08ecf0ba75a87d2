import { integer, text } from 'drizzle-orm/sqlite-core';

/*
 * Every table leads with project_id, in its columns and in its primary key: a query that forgets the project cannot use the key.
 * JSON columns hold text as the contracts define it.
 */

/** The project that owns a row. */
export const project_id = () => text('project_id').notNull();
/** A row's own id. */
export const id = () => text('id').notNull();
/** When a row was made, in milliseconds. */
export const created_at = () => integer('created_at').notNull();
