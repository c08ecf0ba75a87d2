import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { statementsOf } from '../../scripts/migrations.ts';

const folder = join(import.meta.dirname, '../../schema/migrations');
const migrations = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .sort();

/** Counts that a migration drops because they are made anew from the ratings. */
const made_anew: Record<string, string[]> = { '0005': ['pair_counts', 'watermarks'] };

const tablesOf = (db: DatabaseSync): string[] =>
  db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all()
    .map(({ name }) => String(name));

/** Adds a row to a table, each text telling its column. */
function fill(db: DatabaseSync, table: string): void {
  const columns = db.prepare(`PRAGMA table_info(${table})`).all() as { name: string; type: string }[];
  const values = columns.map(({ name, type }) => (/text/i.test(type) ? `the ${name}` : 1));
  db.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`).run(...values);
}

test('statements end at a semicolon that closes a line, a trigger at its END', () => {
  const sql = [
    '-- a comment; with a semicolon',
    'CREATE TABLE t (id INTEGER PRIMARY KEY,',
    '  a TEXT);',
    '',
    'CREATE TRIGGER keep BEFORE DELETE ON t',
    'BEGIN',
    "  SELECT RAISE(ABORT, 'append-only');",
    'END;',
    'CREATE INDEX i ON t(a)',
  ].join('\n');
  expect(statementsOf(sql).map((statement) => statement.split('\n')[0])).toEqual([
    'CREATE TABLE t (id INTEGER PRIMARY KEY,',
    'CREATE TRIGGER keep BEFORE DELETE ON t',
    'CREATE INDEX i ON t(a)',
  ]);
});

test("drizzle-kit's breakpoints are obeyed where there are any", () => {
  expect(statementsOf('CREATE TABLE a (x);\n--> statement-breakpoint\nCREATE TABLE b (y);\n')).toEqual([
    'CREATE TABLE a (x);',
    'CREATE TABLE b (y);',
  ]);
});

test.each(migrations.map((name, at) => [name, at] as const))(
  '%s keeps every row there is, column by column',
  (name, at) => {
    const db = new DatabaseSync(':memory:');
    const apply = (file: string) => {
      for (const statement of statementsOf(readFileSync(join(folder, file), 'utf8'))) db.exec(statement);
    };
    for (const earlier of migrations.slice(0, at)) apply(earlier);
    const before = tablesOf(db);
    for (const table of before) fill(db, table);
    const rows = new Map(before.map((table) => [table, db.prepare(`SELECT * FROM ${table}`).all()]));
    apply(name);
    for (const table of before.filter((one) => !made_anew[name.slice(0, 4)]?.includes(one)))
      expect(db.prepare(`SELECT * FROM ${table}`).all(), table).toMatchObject(rows.get(table) ?? []);
  },
);
