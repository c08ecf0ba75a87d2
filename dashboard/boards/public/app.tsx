import type { PublicLeaderboard } from '../../../schema/contracts/index.ts';
import { counted, dateTime } from '../../parts/format.ts';
import { setTheme, useTheme } from '../../parts/theme.ts';
import { Downloads } from '../downloads.tsx';
import { method_text, settingWords } from '../methods.ts';
import { Standings } from '../standings.tsx';
import { Trust } from '../trust.tsx';
import { More } from './more.tsx';
import { publicPath, usePublicBoard } from './read.ts';

/** The page that everyone may read: one published leaderboard, whole, or as a frame in another page. */
export function App({ slug, embedded }: { slug: string; embedded: boolean }) {
  const { reading, again } = usePublicBoard(slug);
  return (
    <div className={embedded ? 'open-board embedded' : 'open-board'}>
      {!embedded && <Top />}
      <main>
        {reading.state === 'there' ? (
          <Board board={reading.board} embedded={embedded} />
        ) : reading.state === 'reading' ? (
          <p className="muted" aria-busy="true">
            Loading…
          </p>
        ) : reading.state === 'gone' ? (
          <>
            <h1>No such leaderboard</h1>
            <p>The address is wrong, or the leaderboard is no longer public.</p>
          </>
        ) : (
          <>
            <h1>The leaderboard did not load</h1>
            <p role="alert">{reading.message}</p>
            <button type="button" className="button" onClick={again}>
              Try again
            </button>
          </>
        )}
      </main>
    </div>
  );
}

function Top() {
  const { dark } = useTheme();
  return (
    <header className="row between">
      <a className="brand" href="/">
        <img src="/favicon.svg" alt="" width="26" height="26" />
        Assay
      </a>
      <button type="button" className="button plain" onClick={() => setTheme(dark ? 'light' : 'dark')}>
        {dark ? 'Light' : 'Dark'}
        <span className="hidden"> theme</span>
      </button>
    </header>
  );
}

function Board({ board, embedded }: { board: PublicLeaderboard; embedded: boolean }) {
  const { snapshot, slug, name, method, settings, campaign, judge, retirements } = board;
  const judge_id = settings.source.kind === 'people' ? '' : settings.source.judge_id;
  const [source, ...terms] = settingWords(settings, new Map(judge ? [[judge_id, judge.name]] : []));
  return (
    <>
      <title>{`${name} · Assay`}</title>
      <div className="stack" style={{ gap: '0.25rem' }}>
        <h1>
          {embedded ? (
            <a href={`/boards/${slug}`} target="_blank" rel="noreferrer">
              {name}
            </a>
          ) : (
            name
          )}
        </h1>
        <p className="muted">
          “{campaign.question}” {method_text[method].name}, from {source}
          {terms.map((term) => `, ${term}`).join('')}
          {snapshot && `; ${counted(snapshot.watermark, 'rating')} in the campaign by ${dateTime(snapshot.created_at)}`}
          .
        </p>
      </div>
      {snapshot?.message && <p className="notice gold">{snapshot.message}</p>}
      {!embedded && snapshot?.analysis && <Trust analysis={snapshot.analysis} />}
      {snapshot && snapshot.rows.length > 0 ? (
        <Standings rows={snapshot.rows} tiers={snapshot.analysis?.tiers} />
      ) : (
        <p className="notice">Nothing has been ranked yet.</p>
      )}
      {!embedded && (
        <>
          {snapshot && <More slug={slug} />}
          {retirements.length > 0 && (
            <section className="stack">
              <h2>Retired models</h2>
              <ul>
                {retirements.map(({ model, reason, created_at }) => (
                  <li key={model}>
                    {model}, {dateTime(created_at)}
                    {reason !== '' && `: ${reason}`}
                  </li>
                ))}
              </ul>
            </section>
          )}
          <Downloads path={publicPath(slug)} />
          <p className="muted small">
            {method_text[method].name}: {method_text[method].text}. {snapshot && `Snapshot v${snapshot.version}. `}
            With 95 % confidence all true ranks lie in their ranges at once. <a href={publicPath(slug)}>As JSON</a> ·{' '}
            <a href="/docs">API reference</a>
          </p>
        </>
      )}
    </>
  );
}
