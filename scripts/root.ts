import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The repository's root folder. */
export const ROOT = resolve(import.meta.dirname, '..');

/** Something the person at the keyboard can act on: printed without a stack, and the process ends with code 1. */
export class SetupError extends Error {}

const SKIPPED = new Set(['node_modules', '.wrangler', '__pycache__', 'dist']);

function* filesUnder(path: string): Generator<string> {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (!SKIPPED.has(name) && !name.endsWith('.egg-info')) yield* filesUnder(join(path, name));
  }
}

/** SHA-256 over the names and contents of files and folders, relative to the root; absent ones count as absent. */
export function contentHash(paths: string[], salt = ''): string {
  const hash = createHash('sha256').update(salt);
  for (const path of paths) {
    for (const file of filesUnder(resolve(ROOT, path))) {
      hash.update(`\n${file.slice(ROOT.length)}\n`).update(createHash('sha256').update(readFileSync(file)).digest());
    }
  }
  return hash.digest('hex');
}

/** Whether `stamp` (a file written by `setStamp`) says that the work was last done for this content hash. */
export function stampIs(stamp: string, hash: string): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

/** Records the content hash that a piece of work was done for; write it only once the work is whole. */
export function setStamp(stamp: string, hash: string): void {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/** Runs `main`, prints a `SetupError` as plain text and anything else with its stack, and sets the exit code. */
export async function runMain(main: () => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    process.exit(1);
  }
}
