const date_time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const whole = new Intl.NumberFormat();

/** A time as people read it: "Nov 22, 2026, 7:50 PM". */
export function dateTime(at: number | null): string {
  return at === null ? '–' : date_time.format(at);
}

/** From one time to another, the day named once where it is the same: "Nov 22, 2026, 7:50 – 8:10 PM". */
export function dateRange(from: number, to: number): string {
  return date_time.formatRange(from, to);
}

/** The clock part of a time. */
export function clockTime(at: number): string {
  return clock.format(at);
}

/** How far a time is from now: "5 minutes ago". */
export function ago(at: number | null, now = Date.now()): string {
  if (at === null) return 'never';
  const seconds = Math.round((at - now) / 1000);
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['year', 31_556_952],
    ['month', 2_629_746],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ];
  for (const [unit, size] of steps)
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  return Math.abs(seconds) < 10 ? 'just now' : relative.format(seconds, 'second');
}

/** A whole number with thousands separated. */
export function count(n: number): string {
  return whole.format(n);
}

/** "3 items", "1 item". */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** Bytes in the unit that reads best. */
export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = n;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** How long something took. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  const [whole, rest] =
    minutes < 60
      ? [`${minutes} min`, [Math.floor((ms % 60_000) / 1000), 's']]
      : [`${Math.floor(minutes / 60)} h`, [minutes % 60, 'min']];
  return rest[0] === 0 ? whole : `${whole} ${rest.join(' ')}`;
}

/** A share as a percentage; null, which means undefined, as a dash. */
export function percent(share: number | null, digits = 1): string {
  return share === null ? '–' : `${(share * 100).toFixed(digits)} %`;
}

/** A number with few digits; null, which means undefined, as a dash. */
export function decimal(value: number | null, digits = 3): string {
  return value === null ? '–' : value.toFixed(digits);
}

/** A difference of shares in percentage points, with its sign. */
export function points(difference: number | null): string {
  if (difference === null) return '–';
  const size = Math.abs(difference * 100).toFixed(1);
  return size === '0.0' ? size : `${difference < 0 ? '−' : '+'}${size}`;
}
