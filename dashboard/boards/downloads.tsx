import { Card } from '../parts/page.tsx';

const files = [
  ['board', 'The board', 'rank, score, interval and counts of each model', ['csv', 'json', 'parquet']],
  ['pair-counts', 'Pair counts', 'what the board was computed from', ['csv', 'json', 'parquet']],
  ['ratings', 'Ratings', 'every rating counted, raters under a pseudonym of this board', ['csv', 'json', 'parquet']],
  ['snapshot', 'The whole snapshot', 'all that `assay board recompute` needs to make the same bytes again', ['json']],
] as const;

/** Links to everything of a leaderboard as files. */
export function Downloads({ id }: { id: string }) {
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
                <a
                  key={format}
                  className="button"
                  download
                  href={`/v1/leaderboards/${id}/export?part=${part}&format=${format}`}
                >
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
