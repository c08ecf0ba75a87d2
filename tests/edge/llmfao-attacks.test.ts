import { describe, expect, test } from 'vitest';
import { clusterBootstrap } from '../../workers/api/metrics/bootstrap.ts';
import type { Estimate } from '../../workers/api/metrics/interval.ts';
import type { RatedRow } from '../../workers/api/metrics/raters/rows.ts';
import { type Attack, apart, attack, boards, flaggedBy, placesOf, without } from './crowd-attacks.ts';
import { llmfao, llmfaoRows } from './llmfao.ts';

/*
 * A fifth of a real crowd is replaced. Before: the plain board. After: raters that are flagged are held, the others weighed by how they
 * agree. docs/quality.md has the table of `SEEDS=40 npx vitest run --project pure tests/edge/llmfao-attacks.test.ts`.
 */
const seeds = Number(process.env.SEEDS ?? 3);
const kinds: Attack[] = ['random', 'left', 'colluders', 'careful colluders'];

/** What one replacement of workers did. */
interface Outcome {
  /** Share of the replaced workers' ratings that were held, and honest workers flagged whom the clean crowd's look did not flag. */
  caught: number;
  wronged: number;
  /** From the same crowd without the replaced workers, by the same method. */
  before: number;
  after: number;
  tau_before: number;
  tau_after: number;
  /** From the board of the clean crowd by the same method; `rest`: of the clean crowd without those workers, which nothing can undo. */
  clean_before: number;
  clean_after: number;
  clean_rest: number;
  /** Places that the model climbs for which colluders vote, from where the clean crowd puts it. */
  climb_before: number;
  climb_after: number;
}

describe.skipIf(!llmfao)('an attack on the LLMFAO crowd', () => {
  const rows = llmfao ? llmfaoRows() : [];
  const clean_flags = llmfao ? flaggedBy(rows) : new Set<string>();
  const clean_plain = llmfao ? boards.plain(rows) : new Map<string, number>();
  const treat = (some: RatedRow[], flagged = flaggedBy(some)) => boards.weighted(without(some, flagged));
  const clean_weighted = llmfao ? treat(rows, clean_flags) : new Map<string, number>();
  // A model from the lower third, by the clean board.
  const target = [...placesOf(clean_plain)].find(([, place]) => place === 46)?.[0] ?? '';

  test('on the clean crowd it flags raters who answer as guessers do, and hardly anybody else', () => {
    expect([...clean_flags].sort()).toEqual(['11', '15', '2', '20', '55', '70']);
  });

  function outcomeOf(kind: Attack, seed: number): Outcome {
    const { rows: hit, replaced } = attack(rows, { kind, share: 0.2, target, seed });
    const flagged = flaggedBy(hit);
    const honest = without(hit, replaced);
    const [plain, treated] = [boards.plain(hit), treat(hit, flagged)];
    const [before, after] = [apart(plain, boards.plain(honest)), apart(treated, treat(honest))];
    const of_replaced = hit.filter(({ rater }) => replaced.has(rater));
    const climb = (from: Map<string, number>, to: Map<string, number>) =>
      (placesOf(from).get(target) ?? 0) - (placesOf(to).get(target) ?? 0);
    return {
      caught: of_replaced.filter(({ rater }) => flagged.has(rater)).length / of_replaced.length,
      wronged: [...flagged].filter((rater) => !replaced.has(rater) && !clean_flags.has(rater)).length,
      ...{ before: before.places, after: after.places, tau_before: before.tau, tau_after: after.tau },
      clean_before: apart(plain, clean_plain).places,
      clean_after: apart(treated, clean_weighted).places,
      clean_rest: apart(boards.plain(honest), clean_plain).places,
      climb_before: climb(clean_plain, plain),
      climb_after: climb(clean_weighted, treated),
    };
  }

  function summarize(kind: Attack) {
    const outcomes = Array.from({ length: seeds }, (_, seed) => outcomeOf(kind, seed + 1));
    const names = Object.keys(outcomes[0] ?? {}) as (keyof Outcome)[];
    const at = (name: keyof Outcome) => names.indexOf(name);
    const mean = (name: keyof Outcome) => ({ value: (sums: Float64Array, n: number) => (sums[at(name)] ?? 0) / n });
    const undone = (after: keyof Outcome, before: keyof Outcome) => ({
      value: (sums: Float64Array) => 1 - (sums[at(after)] ?? 0) / (sums[at(before)] ?? 1),
    });
    const statistics = {
      ...(Object.fromEntries(names.map((name) => [name, mean(name)])) as Record<
        keyof Outcome,
        ReturnType<typeof mean>
      >),
      undone: undone('after', 'before'),
      climb_undone: undone('climb_after', 'climb_before'),
    };
    const table = outcomes.map((one) => Float64Array.from(names, (name) => one[name]));
    const found = clusterBootstrap(table, statistics, { seed: 1, rounds: 2000 });
    const cell = ({ value, low, high }: Estimate) =>
      [value, low, high].map((one) => (one === null ? '–' : one.toFixed(2))).join(' ');
    console.info(
      Object.entries(found)
        .map(([name, one]) => `${kind}, ${name}: ${cell(one)}`)
        .join('\n'),
    );
    return found;
  }

  test.each(kinds.slice(0, 3))('by %s: most of the damage to places is undone', { timeout: 600_000 }, (kind) => {
    const { undone, caught, wronged, tau_before, tau_after } = summarize(kind);
    expect(undone.value).toBeGreaterThan(0.5);
    expect(caught.value).toBeGreaterThan(0.4);
    expect(wronged.value).toBeLessThan(2);
    expect(tau_after.low).toBeGreaterThan(tau_before.high ?? 1);
  });

  test('by careful colluders: part of their climb is undone', { timeout: 600_000 }, () => {
    const { climb_before, climb_after, climb_undone } = summarize('careful colluders');
    expect(climb_before.value).toBeGreaterThan(5);
    expect(climb_after.value).toBeLessThan(climb_before.value ?? 0);
    expect(climb_undone.value).toBeGreaterThan(0.1);
  });
});
