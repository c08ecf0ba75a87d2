import { lane_calls, message_subrequests, rule_stretch, stretch_subrequests } from './limits.ts';

/** Seconds' worth of calls that may go out at once. */
const burst_s = 2;

/** How a batch is worked. */
export type Pace = {
  /** Chains of messages, each an invocation of its own. */
  lanes: number;
  /** Judgments at once in a lane. */
  width: number;
  /** Tasks leased and settled together. */
  stretch: number;
  /** How long a lane rests for each call it made, its working time included; 0 where there is no limit. */
  call_ms: number;
};

/** What a batch asks for, and what its judge needs. */
export type Wanted = {
  calls_per_minute: number | null;
  concurrency: number;
  /** Calls of one judgment if all goes well. */
  calls_per_task: number;
  /** Calls of one judgment if nothing does. */
  worst_per_task: number;
  /** What one task asks of the platform besides calls and the stretch's own statements. */
  besides_per_task?: number | undefined;
};

/**
 * Lanes, widths and rests that keep a batch within its bounds. In any minute at most `calls_per_minute` go out: lanes make `burst` calls
 * at a time and then rest, at the rate that leaves room for one burst (a single judgment with more calls than that is let through).
 */
export function paceOf(wanted: Wanted, open_calls = lane_calls): Pace {
  const { calls_per_minute, concurrency, calls_per_task, worst_per_task, besides_per_task = 0 } = wanted;
  const room = message_subrequests - stretch_subrequests;
  if (calls_per_task === 0) {
    const stretch = Math.min(rule_stretch, Math.floor(room / Math.max(1, besides_per_task)));
    return { lanes: 1, width: stretch, stretch, call_ms: 0 };
  }
  const open = Math.min(open_calls, concurrency);
  const width = Math.max(1, Math.floor(open / calls_per_task));
  const most = Math.max(1, Math.floor(room / (worst_per_task + besides_per_task)));
  const stretch = Math.min(4 * width, most);
  const lanes = Math.ceil(concurrency / open);
  if (calls_per_minute === null) return { lanes, width: Math.min(width, stretch), stretch, call_ms: 0 };
  const at_once = (calls_per_minute * burst_s) / 60 / calls_per_task;
  const fewer = Math.max(1, Math.min(lanes, Math.floor(at_once)));
  const shorter = Math.max(1, Math.min(stretch, Math.floor(at_once / fewer)));
  const burst = fewer * shorter * calls_per_task;
  const rate = Math.max(calls_per_minute / 2, calls_per_minute - burst);
  return { lanes: fewer, width: Math.min(width, shorter), stretch: shorter, call_ms: (60_000 * fewer) / rate };
}
