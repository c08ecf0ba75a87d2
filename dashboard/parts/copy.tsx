import { announce } from './announce.tsx';

/** A button that copies a text. */
export function Copy({ text, label = 'Copy' }: { text: string; label?: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      announce('Copied.');
    } catch {
      announce('Copying was refused by the browser. Select the text and copy it by hand.');
    }
  };
  return (
    <button type="button" className="button" onClick={copy}>
      {label}
    </button>
  );
}

/** A command to run in a terminal, with a copy button. */
export function Command({ text }: { text: string }) {
  return (
    <div className="command">
      <pre>{text}</pre>
      <Copy text={text} label="Copy" />
    </div>
  );
}

/** A curl command for this deployment; the key is left for the reader to fill in. */
export function curl(method: 'GET' | 'POST', path: string, body?: unknown): string {
  const lines = [`curl ${location.origin}${path}`, `  -H "Authorization: Bearer $ASSAY_KEY"`];
  if (method === 'POST') lines.push(`  -H 'Content-Type: application/json'`, `  -d '${JSON.stringify(body ?? {})}'`);
  return lines.join(' \\\n');
}
