import { RatingLine } from '../../../../../schema/contracts/campaigns.ts';
import type { Fields, Mapping } from './mapping.ts';

const numbers = new Set(['probability', 'strength', 'score', 'duration_ms', 'created_at']);
const columns = Object.keys(RatingLine.shape);

/** RatingLine as it is; in CSV, columns `criteria.<name>` answer criteria. */
export const assay: Mapping = {
  required: ['comparison_id'],
  allows: (name) => columns.includes(name) || name.startsWith('criteria.'),
  takes: `${columns.filter((name) => name !== 'criteria').join(', ')} and criteria.<name>`,
  compares: false,
  read: (fields, format) => ({ rating: format === 'csv' ? fromCells(fields) : fields, comparison: null }),
};

function fromCells(cells: Fields): Fields {
  const fields: Fields = {};
  const criteria: Fields = {};
  for (const [name, cell] of Object.entries(cells)) {
    if (name.startsWith('criteria.')) criteria[name.slice('criteria.'.length)] = cell;
    else if (numbers.has(name)) fields[name] = Number(cell);
    else
      fields[name] = name === 'verified' && /^(true|false)$/i.test(String(cell)) ? /^true$/i.test(String(cell)) : cell;
  }
  return Object.keys(criteria).length > 0 ? { ...fields, criteria } : fields;
}
