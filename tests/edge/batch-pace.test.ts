import { expect, test } from 'vitest';
import { paceOf } from '../../workers/api/batches/pace.ts';

const counts = [1, 2, 5, 12, 40, 200, 900];
const wanted = counts.flatMap((calls_per_task) =>
  [1, 6, 18].flatMap((retries) =>
    [1, 5, 12, 100].flatMap((concurrency) =>
      [null, 1, 10, 60, 600, 10_000].map((calls_per_minute) => ({
        calls_per_task,
        worst_per_task: calls_per_task * retries,
        concurrency,
        calls_per_minute,
      })),
    ),
  ),
);

test('whatever is asked for, an invocation stays within 1000 subrequests and six open calls, and the lanes within the concurrency', () => {
  for (const one of wanted) {
    const { lanes, width, stretch } = paceOf(one);
    const said = JSON.stringify(one);
    // A single judgment may need more than that in the worst case, never more than its calls without retries.
    if (stretch > 1) expect(stretch * one.worst_per_task + 35, said).toBeLessThanOrEqual(950);
    if (width > 1) expect(width * one.calls_per_task, said).toBeLessThanOrEqual(6);
    if (width > 1) expect(lanes * width * one.calls_per_task, said).toBeLessThan(one.concurrency + 6);
    expect(lanes, said).toBeLessThanOrEqual(one.concurrency);
    expect(Math.min(lanes, width, stretch), said).toBeGreaterThanOrEqual(1);
    expect(width, said).toBeLessThanOrEqual(stretch);
  }
});

test('no minute sees more calls than allowed, unless a single judgment has more', () => {
  for (const one of wanted) {
    const { calls_per_minute, calls_per_task } = one;
    if (calls_per_minute === null || calls_per_task * 2 > calls_per_minute) continue;
    const { lanes, stretch, call_ms } = paceOf(one);
    // Each lane makes a stretch's calls at once and rests for call_ms a call: the most that a window of a minute can hold.
    const burst = stretch * calls_per_task;
    const most = lanes * (burst + 60_000 / call_ms);
    expect(most, JSON.stringify(one)).toBeLessThanOrEqual(calls_per_minute * 1.000001);
    expect(most, JSON.stringify(one)).toBeGreaterThan(calls_per_minute / 2);
  }
});

test('rules make no calls and go by no pace', () => {
  const none = { calls_per_task: 0, worst_per_task: 0, concurrency: 12, calls_per_minute: 1 };
  expect(paceOf(none)).toEqual({ lanes: 1, width: 250, stretch: 250, call_ms: 0 });
});
