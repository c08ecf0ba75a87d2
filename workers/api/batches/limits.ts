/*
 * What one queue message may do, so that no batch, however large, touches a limit of the platform. An invocation may send 1000
 * subrequests (calls, D1 and R2 among them), hold six connections open, use 30 s of CPU and 128 MB of memory; a consumer has 15 min.
 */

/** Subrequests one message may come to, the next stretch counted as if each of its calls needed every retry and a repair. */
export const message_subrequests = 950;
/**
 * Subrequests of a stretch besides its calls: its lease, texts, cache, ledger and counts (some 14 statements, which keeps a message
 * below the 1000 statements that D1 takes), and the bodies over 200,000 characters that go to R2, of which 4 MB hold 20.
 */
export const stretch_subrequests = 35;
/** A message begins no stretch after this. It waits for models most of the time; a stretch of rules takes some 100 ms of CPU. */
export const message_ms = 10_000;
/** Tasks that rules judge in one stretch: one call to the edge judge, and two or three statements. */
export const rule_stretch = 250;
/** Bytes of prompts and responses that one stretch may read; they are held about three times over. */
export const stretch_bytes = 4_000_000;
/** Calls one invocation holds open; a seventh would wait in line, and its time-out would run. */
export const lane_calls = 6;
/** A lane that was not heard of for this long is taken for dead, and its tasks with it. */
export const lane_ms = 60_000;
/** How often a lane that is at work says so. */
export const beat_ms = 20_000;
/** A lane rests within its invocation up to this; longer ones are left to the queue, whose delays are whole seconds. */
export const longest_wait_ms = 3000;
/** Tasks one stretch of planning writes, unless a single item has more. */
export const plan_tasks = 2000;
/** Stretches of planning in one message: six statements each. */
export const plan_stretches = 100;
/** Responses one item may have. */
export const plan_page = 5000;
/** Deliveries of one message before its batch is stopped; wrangler.toml's max_retries is one less. */
export const max_deliveries = 4;
/** A model's server that has refused every call for this long stops the batch. */
export const refused_ms = 30 * 60_000;
/** Parts of an uploaded file. */
export const max_parts = 200;
