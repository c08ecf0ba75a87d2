import { useEffect, useState } from 'react';
import type { Campaign } from '../draft.ts';

/** Text as it is. */
export const Plain = ({ text }: { text: string }) => (
  <pre className="plain" dir="auto">
    {text}
  </pre>
);

/** The libraries that make HTML of a type of content; they load when the first such content shows. */
const renderers = {
  markdown: async (text: string) => (await import('./markdown.ts')).renderMarkdown(text),
  code: async (text: string) => (await import('./code.ts')).renderCode(text),
};

/** Text that a library makes into clean HTML; plain until it has, and where it cannot be loaded. */
export function Rich({ type, text }: { type: keyof typeof renderers; text: string }) {
  const [made, setMade] = useState<{ of: string; html: string } | null>(null);
  useEffect(() => {
    let here = true;
    renderers[type](text).then(
      (html) => here && setMade({ of: text, html }),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [type, text]);
  if (made?.of !== text) return <Plain text={text} />;
  // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitized.ts made it; this is the one place.
  return <div className={`rich ${type}`} dir="auto" dangerouslySetInnerHTML={{ __html: made.html }} />;
}

/** Loads what a campaign's content needs before it is shown. */
export function prepare({ content, instructions }: Campaign): void {
  if (content === 'markdown' || instructions !== '') void renderers.markdown('').catch(() => undefined);
  if (content === 'code') void renderers.code('').catch(() => undefined);
}
