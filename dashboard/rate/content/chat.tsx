import type { Campaign } from '../draft.ts';
import { useTexts } from '../language.ts';
import { Plain, Rich } from './rich.tsx';

type Piece = { type: 'text'; text: string } | { type: 'image'; media_type: string; data_base64: string };
/** A message of a transcript. */
export interface Turn {
  role: string;
  content: string | Piece[];
}

const isTurn = (value: unknown): value is Turn =>
  typeof value === 'object' &&
  value !== null &&
  'role' in value &&
  typeof value.role === 'string' &&
  'content' in value &&
  (typeof value.content === 'string' || Array.isArray(value.content));

/** A transcript written as JSON, a list of messages; null where the text is none. */
export function turnsOf(text: string): Turn[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length > 0 && value.every(isTurn) ? value : null;
  } catch {
    return null;
  }
}

/** Messages as bubbles, each with who said it. */
export function Chat({ turns, campaign }: { turns: Turn[]; campaign: Campaign }) {
  const t = useTexts();
  const roles: Record<string, string> = t.roles;
  return (
    <ol className="turns">
      {turns.map(({ role, content }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a transcript does not change.
        <li key={at} data-role={Object.hasOwn(roles, role) ? role : 'other'}>
          <p className="role">{roles[role] ?? role}</p>
          <Pieces content={content} campaign={campaign} />
        </li>
      ))}
    </ol>
  );
}

function Pieces({ content, campaign }: { content: Turn['content']; campaign: Campaign }) {
  const text = (one: string) =>
    campaign.content === 'markdown' ? <Rich type="markdown" text={one} /> : <Plain text={one} />;
  if (typeof content === 'string') return text(content);
  return content.map((piece, at) => {
    const key = String(at);
    if (piece.type === 'text') return <div key={key}>{text(String(piece.text))}</div>;
    const safe = piece.type === 'image' && /^image\/(png|jpeg|webp|gif)$/.test(piece.media_type);
    return (
      safe && <img key={key} alt={piece.media_type} src={`data:${piece.media_type};base64,${piece.data_base64}`} />
    );
  });
}
