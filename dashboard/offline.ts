import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Emits the service worker at `/rate-worker.js` with the list of the page's files, and a version that changes when any of them does. */
export function offline(page: string, others: string[]): Plugin {
  return {
    name: 'assay-offline',
    generateBundle: {
      // After the page itself was made.
      order: 'post',
      handler(_, bundle) {
        const files = [
          `/${page}`,
          ...others,
          ...Object.keys(bundle)
            .filter((name) => name.startsWith('assets/'))
            .map((name) => `/${name}`),
        ];
        const html = bundle[`${page}.html`];
        const version = createHash('sha256').update(JSON.stringify([files, html?.type === 'asset' && html.source]));
        const source = readFileSync(join(import.meta.dirname, 'rate/worker.js'), 'utf8')
          .replace('ASSAY_FILES', JSON.stringify(files))
          .replace('ASSAY_VERSION', JSON.stringify(version.digest('hex').slice(0, 16)));
        this.emitFile({ type: 'asset', fileName: 'rate-worker.js', source });
      },
    },
  };
}
