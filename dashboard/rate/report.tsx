import { useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { useTexts } from './language.ts';

/** Asks what is wrong with a comparison. */
export function Report({ onReport, onClose }: { onReport: (reason: string) => void; onClose: () => void }) {
  const t = useTexts();
  const [reason, setReason] = useState('');
  return (
    <Dialog title={t.report_title} close={t.cancel} onClose={onClose}>
      <p>{t.report_text}</p>
      <div className="field">
        <label htmlFor="report">{t.report_reason}</label>
        <textarea
          id="report"
          maxLength={1000}
          rows={3}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <div className="row">
        <button type="button" className="button danger" onClick={() => onReport(reason)}>
          {t.report_send}
        </button>
      </div>
    </Dialog>
  );
}
