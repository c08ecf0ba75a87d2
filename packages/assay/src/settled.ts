import { pause } from './retry.ts';
import type { CallOptions } from './send.ts';

/** Looks again and again, ever more slowly, until what is seen is at rest. */
export async function settled<T>(
  look: () => Promise<T>,
  moving: (seen: T) => boolean,
  { signal }: CallOptions,
): Promise<T> {
  for (let wait = 300; ; wait = Math.min(5000, wait * 1.5)) {
    const seen = await look();
    if (!moving(seen)) return seen;
    await pause(wait, signal);
  }
}

/** States of a batch that is still at work. */
export const going: readonly string[] = ['waiting', 'planning', 'running'];
