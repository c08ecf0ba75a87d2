import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { budget } from './budget.ts';

const here = import.meta.dirname;

// A test runner sets NODE_ENV to test, and would get React's development build with it.
if (process.argv.includes('build')) process.env.NODE_ENV = 'production';

export default defineConfig({
  root: here,
  plugins: [react(), budget('board', 120_000, ['/boards/matrix.tsx', '/boards/history.tsx'])],
  build: {
    outDir: join(here, '../dist/dashboard'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: Object.fromEntries(['index', 'board', 'embed', 'docs'].map((name) => [name, join(here, `${name}.html`)])),
    },
  },
  server: {
    proxy: { '/v1': process.env.ASSAY_URL ?? 'http://127.0.0.1:8787', '/openapi.json': 'http://127.0.0.1:8787' },
  },
});
