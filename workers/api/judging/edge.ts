import type { Content } from '../../../schema/contracts/chat.ts';
import type { Judge, JudgeCreate } from '../../../schema/contracts/judges.ts';
import type { JudgmentRequest, Reading, Verdict } from '../../../schema/contracts/judgments.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { EdgeAsk } from '../providers/provider.ts';
import { readable } from './aggregate.ts';
import { textsOf } from './delimit.ts';
import { edgeReaders } from './edge-reading.ts';
import { refuse } from './material.ts';
import type { Planned } from './modes/mode.ts';
import { unreadable } from './question.ts';
import { stepsOf } from './steps-of.ts';

const edge_modes = ['score', 'pair', 'steps'] as const;
type EdgeMode = (typeof edge_modes)[number];
const isEdgeMode = (mode: string): mode is EdgeMode => (edge_modes as readonly string[]).includes(mode);
const hasEdge = ({ panel }: Pick<Judge, 'panel'>) => panel.some(({ kind }) => kind === 'edge');

/** Refuses a judge that asks of an edge model what it cannot do. @throws AssayError `invalid_request` */
export function checkEdgeJudge({ mode, panel, provider, instructions }: JudgeCreate): void {
  if (!(panel ?? [provider]).some((member) => member?.kind === 'edge')) return;
  const fail = (path: string, message: string) => {
    throw new AssayError('invalid_request', message, [{ path, message }]);
  };
  if (!isEdgeMode(mode)) fail('mode', `An edge model judges in modes ${edge_modes.join(', ')}, not ${mode}.`);
  if (instructions !== '' && (panel ?? [provider]).every((member) => member?.kind === 'edge'))
    fail('instructions', 'An edge model reads no instructions: it judges as it was trained to. Leave them out.');
}

/** Refuses a request that an edge model cannot read. @throws AssayError `invalid_request` */
export function checkEdgeRequest(judge: Judge, { response, responses }: JudgmentRequest): void {
  if (!hasEdge(judge)) return;
  if (response !== undefined && typeof response !== 'string')
    refuse('response', 'An edge model judges text, not a chat.');
  const chat = (responses ?? []).findIndex((one) => typeof one !== 'string');
  if (chat >= 0) refuse(`responses.${chat}`, 'An edge model judges text, not a chat.');
}

const textOf = (content: Content | undefined): string => (content === undefined ? '' : textsOf(content).join('\n'));

/** What an edge model is asked in a round: once, for it would say the same again, and of the swapped pair the mirror. */
export function planEdge(judge: Judge, request: JudgmentRequest): Planned[] {
  if (!isEdgeMode(judge.mode)) throw new AssayError('invalid_request', `No edge model judges in mode ${judge.mode}.`);
  const read = edgeReaders[judge.mode];
  return [
    {
      place: { part: '', order: judge.mode === 'pair' ? [0, 1] : [], nonce: '' },
      ask: { messages: [], schema: null, subject: null, edge: edgeAsk(judge, request) },
      read: ({ text }) => read(text, judge) ?? unreadable('The reply is not one of an edge model that can judge this.'),
    },
  ];
}

function edgeAsk(judge: Judge, request: JudgmentRequest): EdgeAsk {
  const prompt = textOf(request.prompt);
  const [a, b] = (request.responses ?? []).map(textOf);
  if (judge.mode === 'pair') return { kind: 'pair', prompt, responses: [a ?? '', b ?? ''] };
  const response = textOf(request.response);
  if (judge.mode !== 'steps') return { kind: 'score', item: { prompt, response } };
  return { kind: 'score', item: { prompt, response, steps: stepsOf(request, judge.options) } };
}

/** A verdict that an edge model alone gave and, by its own promise, is not sure enough of: none. A policy with a threshold decides instead. */
export function deferAsEdge(judge: Judge, readings: Reading[], verdict: Verdict): Verdict {
  const { abstain_below, calibration_id } = judge.policy;
  if (!hasEdge(judge) || abstain_below !== null || calibration_id !== null) return verdict;
  const read = readable(readings);
  if (read.length === 0 || verdict.outcome === 'abstained' || !read.every(({ detail }) => detail?.abstains === true))
    return verdict;
  return { ...verdict, outcome: 'abstained', abstained_from: verdict.outcome };
}
