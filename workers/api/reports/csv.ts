import type { Report } from '../../../schema/contracts/reports.ts';
import type { SelfCorrection } from '../../../schema/contracts/self-correction.ts';

type Measure = { value: number | null; low: number | null; high: number | null; n: number | null };
type Labels = { model: string | null; task: string | null; strategy: string | null; iteration: number | null };

const header = [
  'part',
  'model',
  'task',
  'strategy',
  'iteration',
  'measure',
  'from',
  'to',
  'k',
  'value',
  'low',
  'high',
  'n',
];
const everything: Labels = { model: null, task: null, strategy: null, iteration: null };

/** A report as CSV (RFC 4180): one number a line with its interval and count; an undefined one is empty, never 0. */
export function reportCsv({ result }: Report): string {
  const rows: string[] = [header.join(',')];
  const into =
    (part: string, labels: Labels): Add =>
    (measure, { from = '', to = '', k = '' }, { value, low, high, n }) => {
      const { model, task, strategy, iteration } = labels;
      rows.push(
        [part, model, task, strategy, iteration, measure, from, to, k, value, low, high, n].map(cell).join(','),
      );
    };
  selfCorrectionRows(into('all', everything), result);
  for (const { by, result: mine, ...labels } of result.groups)
    selfCorrectionRows(into(`by ${by.join(' ')}`, labels), mine);
  for (const { temperature, k, pass_at_k_s, reward_at_k_s, ...one } of result.dynamics) {
    const add = into(temperature === null ? 'dynamics' : `dynamics at ${temperature}`, one);
    for (const [name, value] of Object.entries(one))
      if (isMeasure(value)) add(name, { k }, value);
      else if (name === 'uniformity')
        add(name, { k }, { value: one.uniformity, low: null, high: null, n: one.questions });
    for (const { s, value } of pass_at_k_s) add(`pass_at_k_${s}`, { k }, value);
    for (const { s, value } of reward_at_k_s) add(`reward_at_k_${s}`, { k }, value);
  }
  for (const { habits, turn, ...labels } of result.behaviors?.counts ?? [])
    for (const { habit, ...measures } of habits)
      for (const [name, measure] of Object.entries(measures))
        into('behaviors', labels)(`${habit} ${name}`, { from: turn ?? '' }, measure);
  for (const { habit, ...measures } of result.behaviors?.agreement?.habits ?? [])
    for (const [name, measure] of Object.entries(measures))
      into('agreement', everything)(`${habit} ${name}`, {}, measure);
  return `${rows.join('\r\n')}\r\n`;
}

type Add = (
  measure: string,
  place: { from?: number | ''; to?: number | ''; k?: number | '' },
  measured: Measure,
) => void;

/** A count: it has no interval. */
const counted = (value: number): Measure => ({ value, low: null, high: null, n: null });

function selfCorrectionRows(add: Add, result: SelfCorrection): void {
  const { questions, samples, dropped_samples } = result;
  for (const [name, count] of Object.entries({ questions, samples, dropped_samples })) add(name, {}, counted(count));
  for (const { turn, accuracy, unparsed, unparsed_share } of result.turns) {
    add('accuracy', { from: turn }, accuracy);
    add('unparsed', { from: turn }, counted(unparsed));
    add('unparsed_share', { from: turn }, unparsed_share);
  }
  for (const { from, to, ...measures } of result.pairs)
    for (const [name, measure] of Object.entries(measures)) add(name, { from, to }, measure);
  for (const { turn, k, ...measures } of result.sampling)
    for (const [name, measure] of Object.entries(measures)) if (measure) add(name, { from: turn, k }, measure);
  for (const { from, to, before, after, count, share } of result.transitions) {
    add(`${before} to ${after}`, { from, to }, share);
    add(`${before} to ${after} samples`, { from, to }, counted(count));
  }
  for (const {
    from,
    to,
    mean,
    median,
    unchanged,
    answer_changed,
    by_outcome,
    histogram,
    revisions,
  } of result.revisions) {
    add('revisions', { from, to }, counted(revisions));
    const measures = { edit_mean: mean, edit_median: median, unchanged };
    for (const [name, measure] of Object.entries(measures)) add(name, { from, to }, measure);
    for (const bin of histogram) add(`edit ${bin.low} to ${bin.high}`, { from, to }, counted(bin.count));
    if (answer_changed) add('answer_changed', { from, to }, answer_changed);
    for (const { outcome, n: _, ...edits } of by_outcome)
      for (const [name, measure] of Object.entries(edits)) add(`edit_${name} ${outcome}`, { from, to }, measure);
  }
  if (!result.label) return;
  const { questions: _, ...measures } = result.label;
  for (const [name, measure] of Object.entries(measures)) add(`label_${name}`, { from: 1, to: 2 }, measure);
}

const isMeasure = (value: unknown): value is Measure => typeof value === 'object' && value !== null && 'low' in value;

/** A cell; quoted where it must be, and a text that a spreadsheet would take for a formula is kept a text. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
