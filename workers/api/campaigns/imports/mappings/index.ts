import type { rating_mappings } from '../../../../../schema/contracts/rating-imports.ts';
import { arena } from './arena.ts';
import { assay } from './assay.ts';
import { byColumns } from './columns.ts';
import { llmfao } from './llmfao.ts';
import type { Mapping } from './mapping.ts';

/** Every mapping: one file and one line each. */
export const mappings: Record<(typeof rating_mappings)[number], (columns: string | undefined) => Mapping> = {
  assay: () => assay,
  arena: () => arena,
  llmfao: () => llmfao,
  columns: byColumns,
};
