import { withoutThinking } from '../judging/reading.ts';
import type { Read } from './reply.ts';

/** What a critic says in lines: of each step whether it is right and what is wrong with it, and of the whole. */
export type SaidInLines = { steps: { correct: boolean; what: string }[]; final: { correct: boolean; what: string } };

const line = /^(?:Step (\d{1,3})|(Final)): *(Correct|Wrong)\b[ .:–-]*(.*)$/i;

/**
 * Reads the reply of a critic that was trained to write lines (the format of critique-in-the-loop, Xi et al. 2024, arXiv 2411.16579: each step Correct
 * or Wrong with an explanation, last the whole), strictly: every step once and in order, nothing before the first, the whole last and not right
 * where a step is wrong. A reply that stands in what was shown is the critique of whoever wrote that.
 */
export function readInLines(reply: string, count: number, shown: readonly string[]): Read<SaidInLines> {
  const text = withoutThinking(reply).trim();
  if (text === '') return { ok: false, reason: 'The reply is empty.' };
  const bare = (one: string) => one.replace(/\s+/g, ' ').trim();
  if (shown.some((one) => bare(one).includes(bare(text))))
    return { ok: false, reason: 'The reply only repeats what was to be critiqued.' };
  const said: { of: number | null; correct: boolean; what: string }[] = [];
  for (const one of text.split('\n')) {
    const found = line.exec(one.trim());
    const last = said.at(-1);
    if (found) {
      const [, step, , verdict = '', what = ''] = found;
      said.push({ of: step === undefined ? null : Number(step), correct: verdict.toLowerCase() === 'correct', what });
    } else if (last) last.what = `${last.what}\n${one}`.trim();
    else return { ok: false, reason: 'The reply does not begin with a line like "Step 1: Correct".' };
  }
  const final = said.pop();
  if (!final || final.of !== null) return { ok: false, reason: 'The last line is not like "Final: Correct".' };
  if (said.length !== count || said.some(({ of }, at) => of !== at + 1))
    return { ok: false, reason: `The lines do not name each of the ${count} steps once, in order.` };
  if (final.correct && said.some(({ correct }) => !correct))
    return { ok: false, reason: 'The whole is called correct although a step is called wrong.' };
  const told = ({ correct, what }: { correct: boolean; what: string }) => ({ correct, what });
  return { ok: true, value: { steps: said.map(told), final: told(final) } };
}
