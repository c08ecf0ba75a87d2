import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Fails the build when the JavaScript that `entry` loads before anybody clicks, gzipped, is over `limit` bytes; modules in `on_click` are imported by a click only. */
export function budget(entry: string, limit: number, on_click: string[] = []): Plugin {
  return {
    name: 'assay-budget',
    generateBundle(_, bundle) {
      const seen = new Set<string>();
      let total = 0;
      const atOnce = (file: string): boolean => {
        const chunk = bundle[file];
        return chunk?.type !== 'chunk' || !chunk.moduleIds.some((id) => on_click.some((module) => id.endsWith(module)));
      };
      const visit = (file: string): void => {
        const chunk = bundle[file];
        if (seen.has(file) || chunk?.type !== 'chunk') return;
        seen.add(file);
        total += gzipSync(chunk.code).length;
        for (const next of [...chunk.imports, ...chunk.dynamicImports.filter(atOnce)]) visit(next);
      };
      const start = Object.values(bundle).find(
        (chunk) => chunk.type === 'chunk' && chunk.isEntry && chunk.name === entry,
      );
      if (!start) this.error(`no entry named ${entry}`);
      visit(start.fileName);
      const sum = `${entry}: ${(total / 1000).toFixed(1)} kB of JavaScript gzipped, ${limit / 1000} kB allowed`;
      if (total > limit) this.error(sum);
      this.info(sum);
    },
  };
}
