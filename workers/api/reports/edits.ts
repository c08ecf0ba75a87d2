import { editCost, editRatio } from '../metrics/edit-distance.ts';
import { textHash } from '../metrics/equations.ts';
import type { KeptAttempt } from './attempt.ts';

/** Longer texts are not measured. */
const most_chars = 20_000;
/** What all distances of one report may cost: about two seconds. */
const budget = 150_000_000;
/** Characters of attempts that are held until another attempt of their sample comes. */
const held_chars = 16_000_000;

/** Measures revisions as attempts come by. */
export type EditMeter = {
  /** Notes the text of an attempt and, where the one before or after it came by, how far they are apart. */
  see: (attempt: KeptAttempt, sample: string, text: string) => void;
  /** Forgets the texts. */
  close: () => void;
};

/**
 * Measures as many revisions as the budget allows. Which ones depends on a hash of their sample alone, not on their order: whenever the budget is
 * spent, half of the hashes fall out, with what was measured of them.
 */
export function editMeter(): EditMeter {
  const texts = new Map<string, { attempt: KeptAttempt; text: string }>();
  let measured: { attempt: KeptAttempt; hash: number; cost: number }[] = [];
  let [ceiling, spent, held] = [2 ** 53, 0, 0];

  function halve(): void {
    ceiling /= 2;
    for (const { attempt, hash } of measured) if (hash >= ceiling) attempt.edit = null;
    measured = measured.filter(({ hash }) => hash < ceiling);
    spent = measured.reduce((sum, { cost }) => sum + cost, 0);
  }

  function hold(key: string, attempt: KeptAttempt, text: string): void {
    texts.set(key, { attempt, text });
    held += text.length;
    for (const [oldest, { text: gone }] of texts) {
      if (held <= held_chars) break;
      texts.delete(oldest);
      held -= gone.length;
    }
  }

  function measure(sample: string, before: string, attempt: KeptAttempt, text: string): void {
    const hash = textHash(sample);
    if (hash >= ceiling || text.length > most_chars || before.length > most_chars) return;
    const cost = editCost(before, text);
    attempt.edit = editRatio(before, text);
    measured.push({ attempt, hash, cost });
    spent += cost;
    while (spent > budget && measured.length > 0) halve();
  }

  return {
    see(attempt, within, text) {
      const sample = `${attempt.item_id}\u0000${attempt.task ?? ''}\u0000${within}`;
      const { attempt: turn } = attempt;
      // That there is a text is said by null until it is measured; whether one came before it may turn out later.
      if (turn > 1) attempt.edit = null;
      const before = texts.get(`${sample}\u0000${turn - 1}`);
      const after = texts.get(`${sample}\u0000${turn + 1}`);
      if (before) measure(sample, before.text, attempt, text);
      if (after) measure(sample, text, after.attempt, after.text);
      hold(`${sample}\u0000${turn}`, attempt, text);
    },
    close() {
      measured = [];
      texts.clear();
    },
  };
}
