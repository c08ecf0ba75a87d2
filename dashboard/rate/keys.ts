import { useEffect, useRef } from 'react';

/** A pressed key as the page names it; arrows tell whether Shift was down. */
const nameOf = ({ key, shiftKey }: KeyboardEvent) => (shiftKey && key.startsWith('Arrow') ? `Shift+${key}` : key);

/** Faster than this after a new comparison appears, a key was meant for the one before. */
const settle_ms = 250;

/** What keys do while a part of the page is there; not while somebody writes or a dialog is open. */
export function useKeys(actions: Record<string, (() => void) | undefined>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const shown = performance.now();
    const onKey = (event: KeyboardEvent) => {
      const action = latest.current[nameOf(event)];
      const { target } = event;
      const writing = target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
      if (!action || writing || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      // A button, a player or a box that scrolls has its own use for these.
      if (event.key === 'Enter' && target instanceof HTMLButtonElement) return;
      const moves = target instanceof HTMLMediaElement || (target instanceof Element && target.matches('.body'));
      if (moves && event.key.startsWith('Arrow')) return;
      if (document.querySelector('dialog[open]') || performance.now() - shown < settle_ms) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

const signs: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowDown: '↓',
  'Shift+ArrowLeft': '⇧ ←',
  'Shift+ArrowRight': '⇧ →',
};

/** A key as people know it. */
export const signOf = (key: string): string => signs[key] ?? key;
