import type { CampaignKind } from '../../../../schema/contracts/campaign-settings.ts';
import { ComparisonInput, RatingLine } from '../../../../schema/contracts/campaigns.ts';
import { AssayError } from '../../../../schema/errors.ts';
import { derivedId } from '../../../../schema/ids.ts';
import { BadLine } from '../../imports/formats/line-rows.ts';
import { requireKind } from '../require-kind.ts';
import type { Mapped, Mapping } from './mappings/mapping.ts';
import { type ReadRows, readRows } from './read-rows.ts';

/** A rating that is in order, with the comparison it brings. */
export type GoodLine = { line: number; rating: RatingLine; comparison: ComparisonInput | null };
/** One line of an import: what it says, or what is wrong with it. */
export type ReadLine = GoodLine | { line: number; problem: string };

/** Reads ratings for a campaign by a mapping. @throws AssayError `invalid_request` where the header is wrong */
export async function readRatingLines(
  text: string,
  format: 'jsonl' | 'csv',
  mapping: Mapping,
  campaign: { id: string; kind: CampaignKind },
): Promise<ReadLine[]> {
  const { header, rows } = readRows(text, format);
  requireHeader(header, mapping);
  const lines: ReadLine[] = [];
  for (const row of rows) {
    if ('problem' in row) {
      lines.push(row);
      continue;
    }
    try {
      lines.push({ line: row.line, ...(await check(mapping.read(row.fields, format), campaign)) });
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      lines.push({ line: row.line, problem: error.message });
    }
  }
  return lines;
}

function requireHeader(header: ReadRows['header'], { required, allows, takes }: Mapping): void {
  if (header === null) return;
  const missing = required.find((name) => !header.includes(name));
  const unknown = allows && header.find((name) => !allows(name));
  if (missing === undefined && unknown === undefined) return;
  const wrong = missing === undefined ? `has an unknown column "${unknown}"` : `lacks the column ${missing}`;
  throw new AssayError(
    'invalid_request',
    `The header ${wrong}; it ${takes ? `takes ${takes}` : `has ${header.join(', ')}`}.`,
  );
}

async function check({ rating, comparison }: Mapped, campaign: { id: string; kind: CampaignKind }) {
  if (comparison === null) return { rating: parse(RatingLine, rating), comparison };
  const compared = parse(ComparisonInput, comparison);
  try {
    requireKind(campaign.kind, [compared]);
  } catch (error) {
    throw error instanceof AssayError ? new BadLine(error.message.replace('comparisons.0.', '')) : error;
  }
  const { prompt, model_a, response_a, model_b, response_b } = compared;
  const parts = [campaign.id, 'imported', JSON.stringify(prompt), model_a, response_a, model_b, response_b];
  const comparison_id = await derivedId('comparison', parts);
  return { rating: parse(RatingLine, { ...rating, comparison_id }), comparison: compared };
}

/** Reads by a contract. @throws BadLine naming the first faulty field */
function parse<T>(
  contract: {
    safeParse: (value: unknown) => { success: true; data: T } | { success: false; error: { issues: Issue[] } };
  },
  value: unknown,
): T {
  const read = contract.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new BadLine(`${issue?.path.join('.') || 'the line'}: ${issue?.message}`);
}
type Issue = { path: PropertyKey[]; message: string };
