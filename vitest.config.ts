import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Test files that start programs or the platform; every other file under tests/edge is pure and runs in `npm run check`. */
const NOT_PURE = /platform\.ts'|node:child_process'|scripts\/build\.ts'/;

const edge = readdirSync('tests/edge', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('tests/edge', name));
const needsPlatform = edge.filter((path) => NOT_PURE.test(readFileSync(path, 'utf8')));
const pure = edge.filter((path) => !needsPlatform.includes(path));

/** Prompts are files, and a Worker imports them as text; so must a test of what uses them. */
const markdownAsText = {
  name: 'markdown-as-text',
  enforce: 'pre' as const,
  load: (id: string) => (id.endsWith('.md') ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}` : null),
};

// The limits on time are for tests that hang, not for a busy machine.
const shared = { environment: 'node' as const, passWithNoTests: true };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { plugins: [markdownAsText], test: { ...shared, name: 'pure', include: pure, testTimeout: 60_000 } },
      {
        plugins: [markdownAsText],
        test: {
          ...shared,
          name: 'edge',
          include: needsPlatform,
          globalSetup: ['tests/built.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/e2e/built.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
