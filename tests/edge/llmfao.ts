import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import type { RatedRow } from '../../workers/api/metrics/raters/rows.ts';

/** Where the LLMFAO crowd lies (Ustalov 2023, CC BY 4.0), or undefined where it is absent. */
export const llmfao = ['../../shared/data/llmfao', '../../../shared/data/llmfao']
  .map((path) => join(import.meta.dirname, path))
  .find((path) => existsSync(path));

const answers: Record<string, RatedRow['choice']> = { left: 'a', right: 'b', tie: 'tie' };

/** Its ratings as the detectors read them: without times, networks or known answers, and A on the left as it was shown. */
export function llmfaoRows(): RatedRow[] {
  const text = readFileSync(join(llmfao ?? '', 'crowd-comparisons.csv'), 'utf8').trim();
  return Papa.parse<Record<string, string>>(text, { header: true }).data.map(
    ({ id = '', worker = '', winner = '', left = '', right = '' }) => ({
      ...{
        rater: worker,
        comparison: id,
        choice: answers[winner] ?? 'tie',
        a_left: true,
        model_a: left,
        model_b: right,
      },
      ...{ at: 0, duration_ms: null, characters: 0, network: null, gold: null },
    }),
  );
}
