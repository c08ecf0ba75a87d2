import { describe, expect, it } from 'vitest';
import { type Bout, gate } from '../../workers/api/metrics/gate.ts';

/** A linear congruential generator (Numerical Recipes' constants): the same draws everywhere. */
function draws(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
const bouts = (seed: number, count: number, shadow: number, current: number): Bout[] => {
  const next = draws(seed);
  return Array.from({ length: count }, () => ({ shadow: next() < shadow, current: next() < current }));
};
const rates = (shadow: number, current: number, margin: number, error: number) => {
  const runs = Array.from({ length: 300 }, (_, seed) =>
    gate(bouts(seed * 7919 + 1, 600, shadow, current), { margin, error }),
  );
  const share = (decision: string) => runs.filter((run) => run.decision === decision).length / runs.length;
  return { promote: share('promote'), reject: share('reject') };
};

describe('the promotion gate', () => {
  it('promotes one that is worse by the margin no more often than the error, though looked at after every label', () => {
    const { promote } = rates(0.7, 0.8, 0.1, 0.05);
    // 300 runs at 5 %: the 99.9 % point of Bin(300, 0.05) is 28.
    expect(promote).toBeLessThanOrEqual(28 / 300);
  });
  it('rejects one at the margin no more often than the error', () => {
    expect(rates(0.7, 0.8, 0.1, 0.05).reject).toBeLessThanOrEqual(28 / 300);
  });
  it('finds a better judge and a poisoned one', () => {
    expect(rates(0.9, 0.7, 0.05, 0.05).promote).toBeGreaterThan(0.99);
    expect(rates(0.2, 0.8, 0.05, 0.05).reject).toBeGreaterThan(0.99);
  });
  it('waits while there is nothing to tell', () => {
    expect(gate([], { margin: 0.05, error: 0.05 })).toMatchObject({
      decision: null,
      promote: 1,
      reject: 1,
      threshold: 20,
    });
    expect(gate([{ shadow: true, current: true }], { margin: 0.05, error: 0.05 }).decision).toBeNull();
  });
  it('decides once: labels after the decision change nothing', () => {
    const first = gate(Array(40).fill({ shadow: true, current: false }), { margin: 0, error: 0.05 });
    const more = [
      ...Array(40).fill({ shadow: true, current: false }),
      ...Array(400).fill({ shadow: false, current: true }),
    ];
    expect(first.decision).toBe('promote');
    expect(gate(more, { margin: 0, error: 0.05 })).toMatchObject({
      decision: 'promote',
      decided_after: first.decided_after,
    });
  });
});
