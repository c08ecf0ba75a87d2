import type { Assignment } from '../../../schema/contracts/index.ts';
import type { Campaign } from '../draft.ts';
import { Chat } from './chat.tsx';
import { Plain, Rich } from './rich.tsx';

/** What was asked: a text, or a conversation. */
export function Prompt({ campaign, prompt }: { campaign: Campaign; prompt: Assignment['prompt'] }) {
  if (typeof prompt !== 'string') return <Chat turns={prompt} campaign={campaign} />;
  return campaign.content === 'markdown' ? <Rich type="markdown" text={prompt} /> : <Plain text={prompt} />;
}
