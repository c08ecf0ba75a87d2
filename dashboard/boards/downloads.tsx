import { Card } from '../parts/page.tsx';

const files = [
  ['board', 'The board', 'rank, score, interval and counts of each model', ['csv', 'json', 'parquet']],
  ['pair-counts', 'Pair counts', 'what the board was computed from', ['csv', 'json', 'parquet']],
  ['ratings', 'Ratings', 'every rating counted, raters by numbers of this board', ['csv', 'json', 'parquet']],
  ['snapshot', 'The whole snapshot', 'all that `assay board recompute` needs to make the same bytes again', ['json']],
] as const;

/** Links to everything of a leaderboard as files. */
export function Downloads({ path }: { path: string }) {
  return (
    <Card title="Downloads">
      <dl className="stack">
        {files.map(([part, name, what, formats]) => (
          <div key={part}>
            <dt>
              <b>{name}</b> <span className="muted small">{what}</span>
            </dt>
            <dd className="row">
              {formats.map((format) => (
                <a key={format} className="button" download href={`${path}/export?part=${part}&format=${format}`}>
                  {format === 'parquet' ? 'Parquet' : format.toUpperCase()}
                  <span className="hidden"> of {name}</span>
                </a>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
