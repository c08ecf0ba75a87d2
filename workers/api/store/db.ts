import { drizzle } from 'drizzle-orm/d1';

/** A typed query builder over D1. */
export const orm = (db: D1Database) => drizzle(db);

/**
 * One statement for any number of rows: D1 takes 100 bound parameters, so rows travel as one JSON text through json_each.
 * @param sql uses `json_each(?1)`; the value of a column is `value ->> 'name'`
 */
export function bulk(db: D1Database, sql: string, rows: unknown[], ...more: unknown[]): D1PreparedStatement {
  return db.prepare(sql).bind(JSON.stringify(rows), ...more);
}
