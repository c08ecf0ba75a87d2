import type { RatingSession } from '../../schema/contracts/index.ts';
import { AssayError, call } from '../client.ts';
import { openShelf } from './kept.ts';
import { first_held } from './supply.ts';

/** A session; the comparisons that came with it are not kept. */
export type Session = Omit<RatingSession, 'next'> & Partial<Pick<RatingSession, 'next'>>;
const shelf = openShelf<Session>('sessions');
/** A server that takes longer than this is not waited for where a session is kept from before. */
const patience_ms = 1500;

/** The participant's id that a recruitment platform put into the address. */
const participantOf = (parameter: string | null) =>
  (parameter !== null && new URLSearchParams(location.search).get(parameter)) || '';

/** The session that `rate-start.js` asked for before this script was here; null where it got none. */
async function takeBegun(): Promise<RatingSession | null> {
  const page = window as { assay_begun?: Promise<Response | null> } & Window;
  const begun = page.assay_begun;
  delete page.assay_begun;
  const response = await begun;
  return response?.ok ? response.json() : null;
}

async function ask(invitation: string, turnstile_token: string | undefined): Promise<RatingSession> {
  const known = participantOf((await shelf.get(invitation))?.participant_parameter ?? null);
  const begin = (participant: string, token: { turnstile_token?: string } = {}) =>
    call('POST /v1/rating-sessions', { body: { invitation, participant, count: first_held, ...token } });
  const first = (await takeBegun()) ?? (await begin(known, turnstile_token ? { turnstile_token } : {}));
  const participant = participantOf(first.participant_parameter);
  // Which parameter holds the id is known only now.
  const session = participant === known ? first : await begin(participant);
  void keepSession(invitation, session);
  return session;
}

/**
 * Begins or continues the rater's session.
 * @param adopt takes the session; called again when a kept one was shown first and the server has answered since
 * @throws AssayError where there is neither an answer nor a kept session
 */
export async function beginSession(
  invitation: string,
  turnstile_token: string | undefined,
  adopt: (session: Session) => Promise<void>,
): Promise<void> {
  const kept = await shelf.get(invitation);
  const asked = ask(invitation, turnstile_token);
  if (!kept) return adopt(await asked);
  const late = new Promise<'late'>((done) => setTimeout(() => done('late'), navigator.onLine ? patience_ms : 0));
  const first = await Promise.race([asked.catch((error: unknown) => error), late]);
  if (first !== 'late' && !(first instanceof Error)) return adopt(first as Session);
  if (first instanceof AssayError && !first.retryable) throw first;
  await adopt(kept);
  // The kept session will do for now; whatever the server says later holds, but that it cannot be reached.
  const session = await asked.catch((error: unknown) => {
    if (error instanceof AssayError && error.retryable) return null;
    throw error;
  });
  if (session) await adopt(session);
}

/** Keeps what changed about a session, for a visit without a connection. */
export const keepSession = (invitation: string, { next: _, ...session }: Session) => shelf.set(invitation, session);
