import type { Critique, Judgment, Reading, Refinement, RefinementStep } from './api.ts';
import { problemError } from './error.ts';

/** One server-sent event. */
export interface ServerEvent {
  event: string;
  data: string;
  id: string | null;
}

/** What a judgment sends while it is made: readings as they come, then itself. */
export type JudgmentEvent = { event: 'reading'; data: Reading } | { event: 'judgment'; data: Judgment };
/** The same of a critique. */
export type CritiqueEvent = { event: 'reading'; data: Reading } | { event: 'critique'; data: Critique };
/** What a refinement sends: steps as they come, then itself. */
export type RefinementEvent = { event: 'step'; data: RefinementStep } | { event: 'refinement'; data: Refinement };

/** The lines of a body as they arrive, without their ends. */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  if (!response.body) return;
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const lines = rest.split(/\r?\n/);
      rest = lines.pop() ?? '';
      yield* lines;
      if (done) break;
    }
    if (rest !== '') yield rest;
  } finally {
    // A reader who stops early lets the connection go.
    await reader.cancel().catch(() => {});
  }
}

/** The rows of a JSONL body as they arrive. */
export async function* rowsOf<T>(response: Response): AsyncGenerator<T> {
  for await (const line of linesOf(response)) if (line.trim() !== '') yield JSON.parse(line) as T;
}

/** The events of a `text/event-stream` body (HTML Living Standard, 9.2.6). */
export async function* eventsOf(response: Response): AsyncGenerator<ServerEvent> {
  let event = '';
  let data: string[] = [];
  let id: string | null = null;
  for await (const line of linesOf(response)) {
    if (line === '') {
      if (data.length > 0) yield { event: event || 'message', data: data.join('\n'), id };
      event = '';
      data = [];
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id') id = value;
  }
}

/** The named events of a stream; others are passed over, and a problem in it is thrown. */
export async function* namedEvents<E extends { event: string; data: unknown }>(
  response: Response,
  names: E['event'][],
): AsyncGenerator<E> {
  for await (const { event, data } of eventsOf(response)) {
    const body: unknown = JSON.parse(data);
    if (event === 'problem') throw problemError(500, body);
    if (names.includes(event)) yield { event, data: body } as E;
  }
}
