import { uniform } from '../../workers/api/metrics/interval.ts';
import type { Rated } from './crowd-of.ts';

/** How a simulated person rates: a reader prefers the stronger model in nine of ten, the others do not read. */
export type Habit = 'reader' | 'left' | 'hasty';

/**
 * Comparisons of five models, each rated by everybody: reading takes 20 to 40 s. `from` counts ratings made before, so that later ones
 * come later.
 */
export function ratedBy(habits: Record<string, Habit>, comparisons: number, seed: number, from = 0): Rated[] {
  const random = uniform(seed);
  return Array.from({ length: comparisons }, (_, i) => {
    const a = Math.floor(random() * 5);
    const b = (a + 1 + Math.floor(random() * 4)) % 5;
    const ratings = Object.entries(habits).map(([rater, habit]) => {
      const better = a > b ? 'a' : 'b';
      const shown_first = random() < 0.5 ? 'a' : 'b';
      const choice = habit === 'left' ? shown_first : random() < 0.9 ? better : better === 'a' ? 'b' : 'a';
      const duration_ms = Math.round(habit === 'hasty' ? 900 : 20_000 + 20_000 * random());
      return { rater, choice, shown_first, duration_ms, created_at: 1_700_000_000_000 + (from + i) * 60_000 };
    });
    return { a: `m${a}`, b: `m${b}`, response_a: 'word '.repeat(100), response_b: 'word '.repeat(100), ratings };
  });
}

/** Eight people who read. */
export const honest: Record<string, Habit> = Object.fromEntries(
  Array.from({ length: 8 }, (_, i) => [`reader ${i}`, 'reader' as const]),
);
