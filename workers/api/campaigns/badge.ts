import type { Snapshot } from '../../../schema/contracts/leaderboards.ts';

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`).replace(/[^\P{Cc}]/gu, ' ');
/** Width of a text in 11-pixel Verdana, by its average: a badge has no font to measure with. */
const width = (text: string): number => Math.round(6.8 * [...text].length) + 12;
const shortened = (text: string, most: number): string =>
  [...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text;

/** A small picture that says who leads, or a model's rank. */
export function badgeSvg(name: string, snapshot: Snapshot | null, model: string | undefined): string {
  const row = model === undefined ? snapshot?.rows[0] : snapshot?.rows.find((one) => one.model === model);
  const scored = snapshot?.status === 'ok' && row !== undefined;
  const range =
    row?.best_rank != null && row.best_rank !== row.worst_rank ? ` (${row.best_rank}–${row.worst_rank})` : '';
  const said = scored ? `${shortened(row.model, 40)}: #${row.rank}${range}` : 'not ranked yet';
  const label = shortened(name, 40);
  const [left, right] = [width(label), width(said)];
  const whole = escaped(`${label}: ${said}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${whole}"><title>${whole}</title>
<clipPath id="c"><rect width="${left + right}" height="20" rx="3"/></clipPath>
<g clip-path="url(#c)"><rect width="${left}" height="20" fill="#444"/><rect x="${left}" width="${right}" height="20" fill="${scored ? '#0b6e4f' : '#6b6b6b'}"/></g>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle"><text x="${left / 2}" y="14">${escaped(label)}</text><text x="${left + right / 2}" y="14">${escaped(said)}</text></g></svg>`;
}
