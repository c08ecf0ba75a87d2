import { useState } from 'react';
import type { Leaderboard } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Command } from '../parts/copy.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { Card } from '../parts/page.tsx';
import { useCan } from '../parts/session.tsx';
import { Failure } from '../parts/states.tsx';
import { useWrite } from '../queries.ts';

/** The switch that makes a leaderboard public, and what to copy once it is: address, frame, badge, JSON. */
export function Publish({ board }: { board: Leaderboard }) {
  const can = useCan('campaigns');
  const [asking, setAsking] = useState<boolean | null>(null);
  const write = useWrite('PATCH /v1/leaderboards/{id}', (after) => {
    announce(after.public ? 'The leaderboard is public.' : 'The leaderboard is no longer public.');
    setAsking(null);
  });
  return (
    <Card title={board.public ? 'Public' : 'Not public'}>
      <p>
        {board.public
          ? 'Everyone with the address reads the board and what it was computed from: models, scores, counts and ratings, raters as numbers. Prompts and answers stay here.'
          : 'Only this project reads it. Published, everyone with its address reads the board and what it was computed from: models, scores, counts and ratings, raters as numbers; never prompts or answers.'}
      </p>
      {write.error && <Failure error={write.error} />}
      {can && (
        <div className="row">
          <button
            type="button"
            className={board.public ? 'button' : 'button primary'}
            onClick={() => setAsking(!board.public)}
          >
            {board.public ? 'Withdraw' : 'Publish'}
          </button>
        </div>
      )}
      {board.public && board.slug !== null && <Addresses slug={board.slug} name={board.name} />}
      {asking !== null && (
        <Confirm
          title={asking ? 'Publish the leaderboard?' : 'Withdraw the leaderboard?'}
          text={
            asking
              ? 'Everyone who has the address can then read it, and other sites can show it.'
              : 'Its address, frames and badges stop working within minutes. Published again, it gets the same address.'
          }
          action={asking ? 'Publish it' : 'Withdraw it'}
          busy={write.isPending}
          onConfirm={() => write.mutate({ path: { id: board.id }, body: { public: asking } })}
          onClose={() => setAsking(null)}
        />
      )}
    </Card>
  );
}

function Addresses({ slug, name }: { slug: string; name: string }) {
  const { origin } = location;
  const title = name.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const frame = `<iframe src="${origin}/embed/${slug}" title="${title}" width="100%" height="520" loading="lazy" style="border:0"></iframe>`;
  const badge = `[![${name.replaceAll(/[[\]]/g, '')}](${origin}/v1/public/leaderboards/${slug}/badge.svg)](${origin}/boards/${slug})`;
  return (
    <dl className="stack">
      {(
        [
          ['Address', `${origin}/boards/${slug}`],
          ['Frame for a page of your own; add ?theme=dark or ?theme=light to fix its theme', frame],
          ['Badge, in Markdown', badge],
          ['JSON', `${origin}/v1/public/leaderboards/${slug}`],
        ] as const
      ).map(([what, text]) => (
        <div key={what} className="stack" style={{ gap: '0.3rem' }}>
          <dt className="small muted">{what}</dt>
          <dd>
            <Command text={text} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
