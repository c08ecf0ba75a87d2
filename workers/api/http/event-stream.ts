import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { AppEnv } from '../env.ts';
import { problemOf } from './problem.ts';

/** Sends one event; its data travels as JSON. A stream that can be resumed gives each its id. */
export type Send = (event: string, data: unknown, id?: string) => Promise<void>;

/** Whether the caller asked for server-sent events. */
export const wantsEvents = (c: Context<AppEnv>): boolean =>
  c.req.header('accept')?.includes('text/event-stream') ?? false;

/** Answers with the events that `work` sends; an error once the stream is open becomes a last event `problem`. */
export function events(c: Context<AppEnv>, work: (send: Send, stream: SSEStreamingApi) => Promise<void>): Response {
  return streamSSE(c, async (stream) => {
    const send: Send = (event, data, id) =>
      stream.writeSSE({ event, data: JSON.stringify(data), ...(id === undefined ? {} : { id }) });
    try {
      await work(send, stream);
    } catch (error) {
      await send('problem', problemOf(error, c));
    }
  });
}
