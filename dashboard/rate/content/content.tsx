import { useEffect, useState } from 'react';
import type { Campaign } from '../draft.ts';
import { useTexts } from '../language.ts';
import { Chat, turnsOf } from './chat.tsx';
import { Json } from './json.tsx';
import { Media } from './media.tsx';

/** What an answer is shown with. */
export interface Shown {
  campaign: Campaign;
  text: string;
  label: string;
  /** The answer beside it. */
  other: string | null;
  side: 'before' | 'after';
}

/** An answer in the campaign's type of content. It comes from strangers: nothing in it is ever taken for HTML. */
export function Content(shown: Shown) {
  const t = useTexts();
  const { campaign, text } = shown;
  if (text === '') return <p className="muted">{t.empty_answer}</p>;
  switch (campaign.content) {
    case 'markdown':
    case 'code':
      return <Rich type={campaign.content} text={text} />;
    case 'json':
      return <Json {...shown} />;
    case 'chat': {
      const turns = turnsOf(text);
      return turns ? <Chat turns={turns} campaign={campaign} /> : <Plain text={text} />;
    }
    case 'image':
    case 'audio':
    case 'video':
      return <Media {...shown} type={campaign.content} />;
    default:
      return <Plain text={text} />;
  }
}

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
