import { describe, expect, test } from 'vitest';
import { clusterBootstrap } from '../../workers/api/metrics/bootstrap.ts';
import type { Estimate } from '../../workers/api/metrics/interval.ts';
import { blocs } from '../../workers/api/metrics/raters/blocs.ts';
import type { RatedRow } from '../../workers/api/metrics/raters/rows.ts';
import { type Attack, apart, attack, boards, flaggedBy, placesOf, without } from './crowd-attacks.ts';
import { llmfao, llmfaoRows } from './llmfao.ts';

/*
 * A fifth of a real crowd is replaced. Before: the plain board. After: raters that are flagged are held, the others weighed as `rater-weighted`
 * does. docs/quality.md has the table of `SEEDS=30 npx vitest run --project pure tests/edge/llmfao-attacks.test.ts`.
 */
const seeds = Number(process.env.SEEDS ?? 3);
const kinds: Attack[] = ['random', 'left', 'colluders'];

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
  /** The same, up or down. */
  off_before: number;
  off_after: number;
  /** Whether the bloc is found, and how many more are that there are none of. */
  found: number;
  mistaken: number;
}

describe.skipIf(!llmfao)('an attack on the LLMFAO crowd', () => {
  const rows = llmfao ? llmfaoRows() : [];
  const clean_flags = llmfao ? flaggedBy(rows) : new Set<string>();
  const clean_plain = llmfao ? boards.plain(rows) : new Map<string, number>();
  const treat = (some: RatedRow[], flagged = flaggedBy(some)) => boards.weighted(without(some, flagged));
  const clean_weighted = llmfao ? treat(rows, clean_flags) : new Map<string, number>();
  const modelAt = (wanted: number) => [...placesOf(clean_plain)].find(([, place]) => place === wanted)?.[0] ?? '';
  const blocsOf = (some: RatedRow[]) => blocs(some).filter(({ flagged }) => flagged);

  test('on the clean crowd it flags raters who answer as guessers do, and hardly anybody else', () => {
    expect([...clean_flags].sort()).toEqual(['11', '15', '2', '20', '55', '70']);
  });

  test('on the clean crowd the only bloc is of two raters whom it flags for their taste', () => {
    const [bloc, ...more] = blocsOf(rows);
    expect(more).toEqual([]);
    expect(bloc).toMatchObject({ model: 'Weaver 12k', direction: 'for' });
    const members = bloc?.members.filter(({ probability }) => probability > 0.9).map(({ rater }) => rater);
    expect(members?.filter((rater) => !clean_flags.has(rater))).toEqual([]);
    expect(members?.length).toBe(2);
    expect(blocsOf(without(rows, clean_flags))).toEqual([]);
  });

  function outcomeOf(kind: Attack, share: number, seed: number): Outcome {
    // One from the lower third to vote for, one from the upper to vote against, by the clean board.
    const target = modelAt(kind === 'careful opponents' ? 14 : 46);
    const { rows: hit, replaced } = attack(rows, { kind, share, target, seed });
    const flagged = flaggedBy(hit);
    const honest = without(hit, replaced);
    const [plain, treated] = [boards.plain(hit), treat(hit, flagged)];
    const [before, after] = [apart(plain, boards.plain(honest)), apart(treated, treat(honest))];
    const of_replaced = hit.filter(({ rater }) => replaced.has(rater));
    const told = blocsOf(without(hit, flagged)).map(({ model }) => model === target);
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
      off_before: Math.abs(climb(clean_plain, plain)),
      off_after: Math.abs(climb(clean_weighted, treated)),
      found: Number(told.includes(true)),
      mistaken: told.filter((right) => !right).length,
    };
  }

  function summarize(kind: Attack, share = 0.2) {
    const outcomes = Array.from({ length: seeds }, (_, seed) => outcomeOf(kind, share, seed + 1));
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
      climb_undone: undone('off_after', 'off_before'),
    };
    const table = outcomes.map((one) => Float64Array.from(names, (name) => one[name]));
    const found = clusterBootstrap(table, statistics, { seed: 1, rounds: 2000 });
    const cell = ({ value, low, high }: Estimate) =>
      [value, low, high].map((one) => (one === null ? '–' : one.toFixed(2))).join(' ');
    console.info(
      Object.entries(found)
        .map(([name, one]) => `${kind} ${share}, ${name}: ${cell(one)}`)
        .join('\n'),
    );
    return found;
  }

  test.each(kinds)('by %s: most of the damage to places is undone', { timeout: 600_000 }, (kind) => {
    const { undone, caught, wronged, tau_before, tau_after } = summarize(kind);
    expect(undone.value).toBeGreaterThan(0.5);
    expect(caught.value).toBeGreaterThan(0.4);
    expect(wronged.value).toBeLessThan(2);
    expect(tau_after.low).toBeGreaterThan(tau_before.high ?? 1);
  });

  test.each([
    ['careful colluders', 0.1],
    ['careful colluders', 0.2],
    ['careful colluders', 0.3],
    ['careful opponents', 0.2],
  ] as const)('by %s, a share of %d: the model stands about where it stood', { timeout: 600_000 }, (kind, share) => {
    const { off_before, climb_undone, found, mistaken } = summarize(kind, share);
    expect(off_before.value).toBeGreaterThan(3);
    expect(climb_undone.value).toBeGreaterThan(0.6);
    // Of three draws the lower end is the worst one: 5 places, of which 2 are undone.
    expect(climb_undone.low).toBeGreaterThan(0.2);
    if (share >= 0.2) expect(found.value).toBeGreaterThan(0.5);
    expect(mistaken.value).toBeLessThan(0.5);
  });
});
