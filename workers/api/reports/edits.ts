import { editCost, editRatio } from '../metrics/edit-distance.ts';
import { textHash } from '../metrics/equations.ts';
import type { KeptAttempt } from './attempt.ts';

/** Longer texts are not measured. */
const most_chars = 20_000;
/** What all distances of one report may cost: about two seconds. */
const budget = 150_000_000;
/** Characters of earlier attempts that are held until the next attempt of their sample comes. */
const held_chars = 16_000_000;

/** Measures revisions as attempts come by. */
export type EditMeter = {
  /** Notes the text of an attempt and, where the one before it came by, how far it is from it. */
  see: (attempt: KeptAttempt, sample: string, text: string) => void;
  /** Takes back what is past the budget. */
  close: () => void;
};

/**
 * Measures as many revisions as the budget allows. Which ones depends on a hash of their sample alone, not on their order: whenever the budget is
 * spent, half of the hashes fall out, with what was measured of them.
 */
export function editMeter(): EditMeter {
  const texts = new Map<string, { turn: number; text: string }>();
  let measured: { attempt: KeptAttempt; hash: number; cost: number }[] = [];
  let [ceiling, spent, held] = [2 ** 53, 0, 0];

  function halve(): void {
    ceiling /= 2;
    for (const { attempt, hash } of measured) if (hash >= ceiling) attempt.edit = null;
    measured = measured.filter(({ hash }) => hash < ceiling);
    spent = measured.reduce((sum, { cost }) => sum + cost, 0);
  }

  function hold(key: string, turn: number, text: string): void {
    held += text.length - (texts.get(key)?.text.length ?? 0);
    texts.delete(key);
    texts.set(key, { turn, text });
    for (const [oldest, { text: gone }] of texts) {
      if (held <= held_chars) break;
      texts.delete(oldest);
      held -= gone.length;
    }
  }

  return {
    see(attempt, sample, text) {
      const key = `${attempt.item_id}\u0000${sample}`;
      const before = texts.get(key);
      hold(key, attempt.attempt, text);
      if (attempt.attempt === 1) return;
      // A text whose predecessor is not known may still have one: it came too early or too late.
      attempt.edit = null;
      if (before?.turn !== attempt.attempt - 1) return;
      const hash = textHash(key);
      if (hash >= ceiling || text.length > most_chars || before.text.length > most_chars) return;
      attempt.edit = editRatio(before.text, text);
      const cost = editCost(before.text, text);
      measured.push({ attempt, hash, cost });
      spent += cost;
      while (spent > budget && measured.length > 0) halve();
    },
    close() {
      measured = [];
      texts.clear();
    },
  };
}
