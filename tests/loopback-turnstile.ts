import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, expect } from 'vitest';

/** What siteverify answers for a token, or that the connection breaks. */
export type Verdict = { success: boolean; hostname?: string; action?: string; 'error-codes'?: string[] } | 'reset';

/** A stand-in for Turnstile's siteverify on this machine: each token is verified once, as scripted; anything else fails the test. */
export async function loopbackTurnstile(secret: string) {
  const verdicts = new Map<string, Verdict>();
  const unscripted: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const asked = JSON.parse(text || '{}') as { secret?: string; response?: string };
    const verdict = asked.secret === secret ? verdicts.get(asked.response ?? '') : undefined;
    verdicts.delete(asked.response ?? '');
    if (verdict === 'reset') return void response.destroy();
    if (verdict === undefined) unscripted.push(`${request.method} ${request.url} ${text}`);
    response.writeHead(verdict ? 200 : 418, { 'content-type': 'application/json' });
    response.end(JSON.stringify(verdict ?? {}));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  afterEach(() => expect(unscripted).toEqual([]));
  afterAll(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`;
  return { url, on: (token: string, verdict: Verdict) => void verdicts.set(token, verdict) };
}
