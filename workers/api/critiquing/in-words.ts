import type { Critique } from '../../../schema/contracts/critiques.ts';

/** A critique as feedback: each step that is wrong or doubtful, then the summary. */
export function inWords({ result: { steps, summary, decision } }: Pick<Critique, 'result'>): string {
  const points = steps
    .filter(({ verdict }) => verdict === 'wrong' || verdict === 'doubtful')
    .map(({ step, text, verdict, what, fix }) => {
      const mend = fix === '' ? '' : ` Suggestion: ${fix}`;
      return `Step ${step} ("${text.slice(0, 200)}") is ${verdict}: ${what}${mend}`;
    });
  return [...points, summary, `Decision: ${decision}`].filter(Boolean).join('\n');
}
