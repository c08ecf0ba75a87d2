import { AssayError } from '../../../schema/errors.ts';

/** How many events one call of a limiter stands for, unless said otherwise: limits in wrangler.toml are this many times what they say. */
const usual_grain = 10;
/** How long a refusal holds here before the limiter is asked again. */
const refused_ms = 5_000;
/** Keys remembered in an isolate; a flood of new ones makes it forget, and the limiters themselves count on. */
const most_keys = 20_000;

type Tally = { owed: number; refused_until: number };
const tallies = new Map<string, Tally>();

/**
 * Counts events against a rate limit and says whether they are within it. A limiter's call is one more request inside the platform, so
 * events are added up in this isolate and reported many at a time; what isolates have not reported yet is let through.
 * @param name tells the limiters' keys apart here
 */
export async function withinLimit(
  limiter: RateLimit,
  name: string,
  key: string,
  { events = 1, grain = usual_grain }: { events?: number; grain?: number } = {},
): Promise<boolean> {
  const at = `${name}\n${key}`;
  const now = Date.now();
  let tally = tallies.get(at);
  if (!tally) {
    if (tallies.size >= most_keys) tallies.clear();
    tally = { owed: 0, refused_until: 0 };
    tallies.set(at, tally);
  }
  if (tally.refused_until > now) return false;
  tally.owed += events;
  const calls = Math.floor(tally.owed / grain);
  if (calls === 0) return true;
  tally.owed -= calls * grain;
  const answers = await Promise.all(Array.from({ length: calls }, () => limiter.limit({ key })));
  if (answers.every(({ success }) => success)) return true;
  tally.refused_until = now + refused_ms;
  return false;
}

/** The error of whoever is beyond a limit. */
export function tooMany(message: string): AssayError {
  return new AssayError('rate_limited', message, [], { 'retry-after': '60' });
}
