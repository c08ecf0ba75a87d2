import type { Critic } from '../../../schema/contracts/critics.ts';
import { error_kinds } from '../../../schema/contracts/critiques.ts';
import { AssayError } from '../../../schema/errors.ts';
import { critique_prompts } from '../../../schema/prompts/index.ts';
import { newNonce } from '../judging/ask.ts';
import { freshNonce, textsOf } from '../judging/delimit.ts';
import type { Planned, Understood } from '../judging/modes/mode.ts';
import { messagesOf, unreadable } from '../judging/question.ts';
import { readInLines } from './lines.ts';
import { type Subject, shownOf } from './material.ts';
import { readCritic } from './reply.ts';
import { critiqueReply, replySchema, type Said, type SaidOfTarget, targetReply } from './said.ts';

/** The texts of a critic's prompt files. @throws AssayError `invalid_request` where there is no such version */
export function promptsOf({ prompt }: Pick<Critic, 'prompt'>): (typeof critique_prompts)[string] {
  const found = critique_prompts[prompt];
  if (found) return found;
  const message = `"${prompt}" is not a prompt of critics; there are ${Object.keys(critique_prompts).join(', ')}.`;
  throw new AssayError('invalid_request', message, [{ path: 'prompt', message }]);
}

/** What a model is asked, with the reader of its reply. @param nonce draws the delimiter; a replay hands out the one there was */
export function planCritique(critic: Critic, subject: Subject, nonce = newNonce): Planned {
  const { steps, points } = subject;
  const blocks = shownOf(subject);
  const shown = blocks.flatMap(({ content }) => textsOf(content));
  const drawn = freshNonce(nonce, blocks);
  const words = {
    count: String(steps.length),
    points: String(points?.length ?? 0),
    kinds: ['none', ...error_kinds].join(', '),
  };
  const prompts = promptsOf(critic);
  const prompt = prompts[points ? 'target' : 'critique'];
  const in_lines = prompts.reads === 'lines' && !points;
  const draw = { prompt, instructions: critic.instructions, orders: 'given' as const, repeat: 0, nonce };
  const schema = in_lines ? null : replySchema(points ? 'target' : 'critique');
  return {
    place: { part: points ? 'target' : 'critique', order: [], nonce: drawn },
    ask: { messages: messagesOf(draw, blocks, words, drawn), schema, subject: null },
    read: ({ text }) =>
      points
        ? readTarget(text, points.length, steps.length, drawn, shown)
        : in_lines
          ? readLines(text, steps.length, shown)
          : readSteps(text, steps.length, drawn, shown),
  };
}

function readSteps(text: string, count: number, nonce: string, shown: string[]): Understood {
  const read = readCritic(text, critiqueReply(count), nonce, shown);
  if (!read.ok) return unreadable(read.reason);
  const { reason, steps, summary, decision, score } = read.value;
  const said: Said = {
    summary,
    steps: steps.map(({ verdict, kind, what, fix }) => ({ verdict, kind: kind === 'none' ? null : kind, what, fix })),
  };
  return { outcome: decision, score: score / 10, distribution: null, detail: said, reason };
}

function readLines(text: string, count: number, shown: string[]): Understood {
  const read = readInLines(text, count, shown);
  if (!read.ok) return unreadable(read.reason);
  const { steps, final } = read.value;
  const said: Said = {
    summary: final.what,
    steps: steps.map(({ correct, what }) => ({
      ...(correct ? { verdict: 'correct', kind: null, what: '' } : { verdict: 'wrong', kind: 'other', what }),
      fix: '',
    })),
  };
  const score = steps.filter(({ correct }) => correct).length / count;
  return { outcome: final.correct ? 'keep' : 'revise', score, distribution: null, detail: said, reason: final.what };
}

function readTarget(text: string, points: number, steps: number, nonce: string, shown: string[]): Understood {
  const read = readCritic(text, targetReply(points, steps), nonce, shown);
  if (!read.ok) return unreadable(read.reason);
  const { reason, score, summary, missed } = read.value;
  const said: SaidOfTarget = {
    summary,
    missed,
    points: read.value.points.map(({ verdict, reason }) => ({ verdict, reason })),
  };
  const sound = missed.length === 0 && said.points.every(({ verdict }) => verdict === 'valid');
  return { outcome: sound ? 'keep' : 'revise', score: score / 10, distribution: null, detail: said, reason };
}
