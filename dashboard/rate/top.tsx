import { useTexts } from './language.ts';
import type { View } from './visit.ts';

/** The campaign's name, progress, and what is always at hand. */
export function Top({ view, onUndo, onHelp }: { view: View; onUndo: () => void; onHelp: () => void }) {
  const t = useTexts();
  const { session, rated, total, undoable } = view;
  return (
    <header className="rate-top">
      <div className="row between">
        <p className="name">{session?.campaign.name ?? t.page_title}</p>
        <div className="row" style={{ gap: 0, flex: 'none' }}>
          <button type="button" className="button plain" aria-keyshortcuts="u" disabled={!undoable} onClick={onUndo}>
            {t.undo}
          </button>
          <button type="button" className="button plain" aria-keyshortcuts="?" onClick={onHelp}>
            {t.help}
          </button>
        </div>
      </div>
      {session && total > 0 && (
        <div className="rate-progress">
          <progress className="bar" aria-label={t.progress} value={rated} max={total} />
          <span className="number small muted" data-rated={rated}>
            {t.progress_of(rated, total)}
          </span>
        </div>
      )}
    </header>
  );
}
