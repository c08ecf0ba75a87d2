import { useCallback, useEffect, useState } from 'react';
import type { PublicLeaderboard } from '../../../schema/contracts/index.ts';

/** Where everyone reads a published leaderboard. */
export const publicPath = (slug: string): string => `/v1/public/leaderboards/${encodeURIComponent(slug)}`;

/** What a reader sees: the board, or why there is none. */
export type Reading =
  | { state: 'reading' }
  | { state: 'there'; board: PublicLeaderboard }
  | { state: 'gone' }
  | { state: 'failed'; message: string };

async function read(slug: string): Promise<Reading> {
  try {
    const answer = await fetch(publicPath(slug));
    if (answer.status === 404 || answer.status === 400) return { state: 'gone' };
    if (!answer.ok) return { state: 'failed', message: `The server answered ${answer.status}.` };
    return { state: 'there', board: (await answer.json()) as PublicLeaderboard };
  } catch {
    return { state: 'failed', message: 'The server could not be reached.' };
  }
}

/** Reads a published leaderboard, again each minute while the page is looked at; a failure then leaves what was there. */
export function usePublicBoard(slug: string): { reading: Reading; again: () => void } {
  const [reading, setReading] = useState<Reading>({ state: 'reading' });
  const again = useCallback(() => {
    read(slug).then((next) => setReading((now) => (next.state === 'failed' && now.state === 'there' ? now : next)));
  }, [slug]);
  useEffect(() => {
    again();
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), 60_000);
    return () => clearInterval(timer);
  }, [again]);
  return { reading, again };
}
