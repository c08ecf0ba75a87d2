import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { places } from '../places.ts';
import { Dialog } from './dialog.tsx';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Keyboard: `?` shows the shortcuts, `g` and a letter goes to a page, `/` goes to the page's filter. */
export function Shortcuts() {
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  useEffect(() => {
    let going = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTyping(event.target) ||
        document.querySelector('dialog[open]')
      )
        return;
      const place = going ? places.find(({ key }) => key === event.key) : undefined;
      going = false;
      if (place) {
        event.preventDefault();
        navigate({ to: place.to });
      } else if (event.key === '?') {
        setOpen(true);
      } else if (event.key === '/') {
        const filter =
          document.querySelector<HTMLElement>('[data-filter]') ?? document.querySelector<HTMLElement>('main input');
        if (filter) event.preventDefault();
        filter?.focus();
      } else if (event.key === 'g') {
        going = true;
        clearTimeout(timer);
        timer = setTimeout(() => {
          going = false;
        }, 1500);
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [navigate]);
  return (
    <>
      <button type="button" className="button plain" onClick={() => setOpen(true)}>
        Shortcuts <kbd>?</kbd>
      </button>
      {open && (
        <Dialog title="Keyboard shortcuts" onClose={() => setOpen(false)}>
          <dl className="keys">
            <div>
              <dt>
                <kbd>?</kbd>
              </dt>
              <dd>Show these shortcuts</dd>
            </div>
            <div>
              <dt>
                <kbd>/</kbd>
              </dt>
              <dd>Go to the page's filter</dd>
            </div>
            {places.map(({ key, title }) => (
              <div key={key}>
                <dt>
                  <kbd>g</kbd> <kbd>{key}</kbd>
                </dt>
                <dd>{title}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </>
  );
}
