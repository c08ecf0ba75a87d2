import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './root.ts';

/** The few D1 methods that migrations need. */
export interface MigrationDatabase {
  prepare(sql: string): {
    bind(...values: unknown[]): ReturnType<MigrationDatabase['prepare']>;
    all(): Promise<{ results: Record<string, unknown>[] }>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: D1's prepared statements have no type that Miniflare and the Worker share.
  batch(statements: any[]): Promise<unknown>;
}

// The same table as `wrangler d1 migrations apply` keeps: either may carry on where the other stopped.
const TABLE = `CREATE TABLE IF NOT EXISTS d1_migrations(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/** Splits a migration into statements: at drizzle-kit's breakpoints, or at each line that ends in a semicolon outside a trigger. */
export function statementsOf(sql: string): string[] {
  if (sql.includes('--> statement-breakpoint')) {
    return sql
      .split('--> statement-breakpoint')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }
  const statements: string[] = [];
  let current = '';
  for (const line of sql.split('\n')) {
    if (current.trim() === '' && line.trim().startsWith('--')) continue;
    current += `${line}\n`;
    const inTrigger = /^\s*CREATE\s+(TEMP\s+)?TRIGGER/i.test(current) && !/\bEND\s*;\s*$/i.test(current);
    if (line.trimEnd().endsWith(';') && !inTrigger) {
      statements.push(current.trim());
      current = '';
    }
  }
  return current.trim() === '' ? statements : [...statements, current.trim()];
}

async function recorded(database: MigrationDatabase): Promise<string[]> {
  try {
    await database.batch([database.prepare(TABLE)]);
    const { results } = await database.prepare('SELECT name FROM d1_migrations').all();
    return results.map(({ name }) => String(name));
  } catch (error) {
    throw new SetupError(
      `The database cannot be read (${(error as Error).message}): its files are damaged.\n` +
        'Restore the data folder from a copy, or start afresh and lose the local data: npm start -- --reset',
    );
  }
}

/** Applies what is missing of `folder`'s *.sql files in order of name, each atomically, and answers with their names. */
export async function applyMigrations(database: MigrationDatabase, folder: string): Promise<string[]> {
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.sql'))
        .sort()
    : [];
  const done = await recorded(database);
  const newer = done.find((name) => !files.includes(name));
  if (newer) {
    throw new SetupError(`The database was made by a newer version: it has migration ${newer}, which ${folder} lacks.`);
  }
  const applied: string[] = [];
  for (const name of files.filter((file) => !done.includes(file))) {
    const statements = statementsOf(readFileSync(join(folder, name), 'utf8')).map((sql) => database.prepare(sql));
    const record = database.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name);
    try {
      await database.batch([...statements, record]);
    } catch (error) {
      throw new SetupError(`Migration ${name} failed and was rolled back: ${(error as Error).message}`);
    }
    applied.push(name);
  }
  return applied;
}
