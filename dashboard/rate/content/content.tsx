import { useTexts } from '../language.ts';
import { Chat, turnsOf } from './chat.tsx';
import { Json } from './json.tsx';
import { Media } from './media.tsx';
import { Plain, Rich } from './rich.tsx';
import type { Shown } from './shown.ts';

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
