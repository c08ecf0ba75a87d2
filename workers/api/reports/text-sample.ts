import { textHash } from '../metrics/equations.ts';
import type { KeptAttempt } from './attempt.ts';

/** Chooses texts evenly from however many come by. */
export type TextSample = {
  offer: (attempt: KeptAttempt, sample: string, text: string) => void;
  texts: () => { attempt: KeptAttempt; text: string }[];
};

/** Texts longer than this are cut for the judge. */
const most_chars = 100_000;

/** Keeps the texts whose place has the lowest hashes: the same ones in whatever order they come. */
export function textSample(size: number): TextSample {
  let held: { hash: number; attempt: KeptAttempt; text: string }[] = [];
  let ceiling = Number.POSITIVE_INFINITY;
  const settle = () => {
    held.sort((a, b) => a.hash - b.hash);
    held = held.slice(0, size);
    if (held.length === size) ceiling = held.at(-1)?.hash ?? ceiling;
  };
  return {
    offer(attempt, sample, text) {
      if (size === 0 || text.trim() === '') return;
      const hash = textHash(`${attempt.item_id}\u0000${attempt.task ?? ''}\u0000${sample}\u0000${attempt.attempt}`);
      if (hash >= ceiling) return;
      held.push({ hash, attempt, text: text.slice(0, most_chars) });
      if (held.length >= 2 * size) settle();
    },
    texts() {
      settle();
      return held.map(({ attempt, text }) => ({ attempt, text }));
    },
  };
}
