import { useSyncExternalStore } from 'react';

/** `system` follows the device. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'assay.theme';
const listeners = new Set<() => void>();

function read(): Theme {
  const kept = document.documentElement.dataset.theme;
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Chooses the theme and keeps the choice in this browser. */
export function setTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be off; the choice then lasts until the page closes.
  }
  for (const listener of listeners) listener();
}

/** The theme in force and the one a toggle should bring. */
export function useTheme(): { theme: Theme; dark: boolean } {
  const theme = useSyncExternalStore((listener) => {
    const media = matchMedia('(prefers-color-scheme: dark)');
    listeners.add(listener);
    media.addEventListener('change', listener);
    return () => {
      listeners.delete(listener);
      media.removeEventListener('change', listener);
    };
  }, snapshot);
  return { theme: theme.split(' ')[0] as Theme, dark: theme.endsWith(' dark') };
}

function snapshot(): string {
  const theme = read();
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  return `${theme} ${dark ? 'dark' : 'light'}`;
}
