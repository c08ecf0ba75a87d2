import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { budget } from '../budget.ts';
import { offline } from '../offline.ts';

const dashboard = join(import.meta.dirname, '..');
process.env.NODE_ENV = 'production';

/** The rating page is built by itself: strangers open it on phones, so Preact stands in for React, a tenth of its size. */
export default defineConfig({
  root: dashboard,
  publicDir: false,
  plugins: [
    react(),
    offline('rate', ['/rate-start.js', '/theme.js', '/favicon.svg']),
    budget('rate', 40_000, ['/content/markdown.ts', '/content/code.ts', '/word-diff.ts']),
  ],
  resolve: {
    alias: [
      { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
      { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
      { find: /^react$/, replacement: 'preact/compat' },
    ],
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    rolldownOptions: { input: ['rate', 'rate-challenge'].map((name) => join(dashboard, `${name}.html`)) },
  },
});
