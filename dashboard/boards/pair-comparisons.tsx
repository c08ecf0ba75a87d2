import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RatedComparison } from '../../schema/contracts/index.ts';
import { Card } from '../parts/page.tsx';
import { promptText, Text } from '../parts/prompt.tsx';
import { Loaded } from '../parts/states.tsx';
import { When } from '../parts/when.tsx';
import { one } from '../queries.ts';

const step = 10;
const most = 200;

/** The comparisons of two models, each with what was chosen; prompt and answers open on demand. */
export function PairComparisons({ id, a, b }: { id: string; a: string; b: string }) {
  const [limit, setLimit] = useState(step);
  const request = { path: { id }, query: { a, b, limit } };
  const query = useQuery({
    ...one('GET /v1/leaderboards/{id}/head-to-head/ratings', request),
    placeholderData: (before) => before,
  });
  return (
    <Card title="The comparisons behind it">
      <Loaded query={query} lines={3}>
        {({ data, next_cursor }) =>
          data.length === 0 ? (
            <p className="muted">None of the ratings counted compares the two directly.</p>
          ) : (
            <div className="stack">
              <ul className="behind">
                {data.map((row) => (
                  <li key={row.rating.id}>
                    <Behind row={row} />
                  </li>
                ))}
              </ul>
              {next_cursor !== null && limit < most && (
                <p>
                  <button type="button" className="button" onClick={() => setLimit(Math.min(most, limit + 2 * step))}>
                    Show more
                  </button>
                </p>
              )}
            </div>
          )
        }
      </Loaded>
    </Card>
  );
}

function Behind({ row: { rating, comparison } }: { row: RatedComparison }) {
  const { winner, choice, comment, created_at } = rating;
  const { model_a, model_b, response_a, response_b, prompt } = comparison;
  return (
    <details>
      <summary>
        {winner === null ? (choice === 'tie' ? 'Tie' : 'Both bad') : `${winner} won`}{' '}
        <span className="muted small">
          <When at={created_at} />
          {comment !== '' && ` · “${comment}”`}
        </span>
      </summary>
      <div className="stack">
        <Text text={promptText(prompt)} label="Prompt" />
        <div className="columns">
          {(
            [
              [model_a, response_a],
              [model_b, response_b],
            ] as const
          ).map(([model, response]) => (
            <section key={model} className="stack">
              <h3>{model}</h3>
              <Text text={response} label={`Answer of ${model}`} />
            </section>
          ))}
        </div>
      </div>
    </details>
  );
}
