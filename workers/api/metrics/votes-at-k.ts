import type { GradedAttempt } from './trajectories.ts';

/** How often a choice among k samples is right, and how often it was tied. */
export interface Vote {
  right: number;
  tied: number;
}

/**
 * A choice among k of n samples, averaged over the ⌊n/k⌋ disjoint blocks of k in their order: each block is a draw of k without replacement, so
 * the mean is unbiased.
 */
export function inBlocks(samples: GradedAttempt[], k: number, choose: (block: GradedAttempt[]) => Vote): Vote {
  const blocks = Math.floor(samples.length / k);
  const sum = { right: 0, tied: 0 };
  for (let block = 0; block < blocks; block++) {
    const { right, tied } = choose(samples.slice(block * k, (block + 1) * k));
    sum.right += right / blocks;
    sum.tied += tied / blocks;
  }
  return sum;
}

/** The commonest final answer; of equal counts the one first reached. An attempt without an answer does not vote, and where none votes the choice is wrong. */
export function majorityOf(block: GradedAttempt[]): Vote {
  const counts = new Map<string, { count: number; right: boolean }>();
  for (const { answer, correct } of block) {
    if (answer == null) continue;
    const seen = counts.get(answer) ?? { count: 0, right: correct === true };
    seen.count += 1;
    counts.set(answer, seen);
  }
  let first = { count: 0, right: false };
  for (const seen of counts.values()) if (seen.count > first.count) first = seen;
  const level = [...counts.values()].filter(({ count }) => count === first.count).length;
  return { right: Number(first.right), tied: Number(level > 1) };
}

/** The sample of highest reward; of equal ones the first. */
export function bestOf(block: GradedAttempt[]): Vote {
  const most = Math.max(...block.map(({ reward }) => reward ?? Number.NEGATIVE_INFINITY));
  const level = block.filter(({ reward }) => reward === most);
  return { right: Number(level[0]?.correct === true), tied: Number(level.length > 1) };
}
