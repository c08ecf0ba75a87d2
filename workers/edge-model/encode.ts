import type { EdgeTemplate } from '../../schema/contracts/edge-models.ts';

/** What is scored: a solution as steps where they are given, otherwise as its text. */
export type EdgeItem = { prompt: string; response: string; steps?: string[] };

/** What did not fit: tokens left out in all, those of them from the prompt, and steps left out whole. */
export type Truncation = { tokens: number; prompt_tokens: number; steps: number };

/** One item as the model reads it; `step_at` holds the place of each step's separator, null for a step left out. */
export type Encoded = { ids: number[]; step_at: (number | null)[]; truncated: Truncation | null };

/** The ids of a template's four tokens. */
export type SpecialIds = Record<'cls' | 'sep' | 'step' | 'pad', number>;

/** The steps of an item: those given, or its response cut as the template says; at least one. */
export function stepsOf({ response, steps }: EdgeItem, split: EdgeTemplate['split']): string[] {
  if (steps && steps.length > 0) return steps;
  if (split === 'none') return [response];
  const lines = response.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 0 ? lines : [''];
}

/**
 * Tokens of an item: [cls] prompt [sep] step [step] step [step] … What does not fit goes from the middle, so that the question (a prompt's
 * end, and how it begins) and the conclusion (the last step) stay: the prompt keeps half of the room where the steps need the rest; then
 * the last step, cut to the room there is; then steps from the first on, until one does not fit.
 */
export function encodeItem(
  item: EdgeItem,
  { split }: Pick<EdgeTemplate, 'split'>,
  max_tokens: number,
  special: SpecialIds,
  encode: (text: string) => number[],
): Encoded {
  // A candidate that writes a separator gets none: only the template sets them.
  const reserved = new Set(Object.values(special));
  const pieces = (text: string) => encode(text.trim()).filter((id) => !reserved.has(id));
  const prompt = pieces(item.prompt);
  const steps = stepsOf(item, split).map(pieces);
  const whole = steps.reduce((sum, step) => sum + step.length + 1, 0);
  const kept_prompt = cutMiddle(prompt, Math.max(Math.floor(max_tokens / 2), max_tokens - 2 - whole));
  let room = max_tokens - 2 - kept_prompt.length;
  const last = cutMiddle(steps.at(-1) ?? [], room - 1);
  room -= last.length + 1;
  let fitting = 0;
  for (const step of steps.slice(0, -1)) {
    if (step.length + 1 > room) break;
    room -= step.length + 1;
    fitting++;
  }
  const ids = [special.cls, ...kept_prompt, special.sep];
  const step_at = steps.map((step, at) => {
    const is_last = at === steps.length - 1;
    if (at >= fitting && !is_last) return null;
    ids.push(...(is_last ? last : step), special.step);
    return ids.length - 1;
  });
  const dropped = prompt.length + whole + 2 - ids.length;
  if (dropped === 0) return { ids, step_at, truncated: null };
  const prompt_tokens = prompt.length - kept_prompt.length;
  return {
    ids,
    step_at,
    truncated: { tokens: dropped, prompt_tokens, steps: step_at.filter((at) => at === null).length },
  };
}

/** The first and last tokens of a text that is too long, the first half rounded up. */
function cutMiddle(ids: number[], room: number): number[] {
  if (ids.length <= room) return ids;
  const head = Math.ceil(room / 2);
  const tail = Math.floor(room / 2);
  return [...ids.slice(0, head), ...ids.slice(ids.length - tail)];
}
