import { type ReactNode, useLayoutEffect, useRef } from 'react';

/** A modal dialog by the browser's own element: focus stays inside, Escape closes it. */
export function Dialog(props: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** What the closing button says. */
  close?: string;
  className?: string;
}) {
  const { title, onClose, children, close = 'Close', className } = props;
  const ref = useRef<HTMLDialogElement>(null);
  // Closed while it is still in the page: only then does the browser give the focus back to what opened it.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={ref} className={className} onClose={onClose} aria-label={title}>
      <div className="stack" style={{ gap: '1.1rem' }}>
        <div className="row between" style={{ flexWrap: 'nowrap' }}>
          <h2>{title}</h2>
          <button type="button" className="button plain" onClick={onClose}>
            {close}
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

/** Asks before something that cannot be undone. */
export function Confirm(props: {
  title: string;
  text: ReactNode;
  action: string;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const { title, text, action, busy = false, onConfirm, onClose } = props;
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div className="row">
        <button type="button" className="button danger" disabled={busy} onClick={onConfirm}>
          {action}
        </button>
        <button type="button" className="button" onClick={onClose}>
          Keep it
        </button>
      </div>
    </Dialog>
  );
}
