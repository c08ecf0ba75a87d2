import { type RefObject, useEffect, useState } from 'react';

const bodiesIn = (place: RefObject<HTMLElement | null>) => [
  ...(place.current?.querySelectorAll<HTMLElement>('.body') ?? []),
];

/** Whether any answer is longer than the height they are cut to. */
export function useLong(place: RefObject<HTMLElement | null>): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const bodies = bodiesIn(place);
    // Content may still grow, when a library has made it or an image is there.
    const measure = new ResizeObserver(() => {
      if (bodies.some((body) => body.scrollHeight > body.clientHeight + 1)) setLong(true);
    });
    for (const body of bodies) measure.observe(body);
    return () => measure.disconnect();
  }, [place]);
  return long;
}

/** While it is on, scrolling one answer brings the others to the same share of their way. */
export function useScrollTogether(place: RefObject<HTMLElement | null>, on: boolean): void {
  useEffect(() => {
    if (!on) return;
    const bodies = bodiesIn(place);
    const follow = ({ currentTarget }: Event) => {
      const from = currentTarget as HTMLElement;
      const share = from.scrollTop / Math.max(1, from.scrollHeight - from.clientHeight);
      for (const to of bodies) if (to !== from) to.scrollTop = Math.round(share * (to.scrollHeight - to.clientHeight));
    };
    // Only the one under a hand leads; the others' scrolling is an echo.
    const lead = ({ currentTarget }: Event) => {
      for (const body of bodies) body.removeEventListener('scroll', follow);
      currentTarget?.addEventListener('scroll', follow, { passive: true });
    };
    const led = new AbortController();
    for (const body of bodies)
      for (const kind of ['pointerenter', 'touchstart', 'wheel', 'focus'])
        body.addEventListener(kind, lead, { passive: true, signal: led.signal });
    return () => {
      led.abort();
      for (const body of bodies) body.removeEventListener('scroll', follow);
    };
  }, [place, on]);
}
