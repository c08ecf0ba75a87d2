import { expect, test } from 'vitest';
import { statementsOf } from '../../scripts/migrations.ts';

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
