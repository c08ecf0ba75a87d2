import type { EdgeScore, Stated } from '../../workers/edge-model/score.ts';
import { percent } from './format.ts';

const sure = ({ abstains }: Stated) => (abstains ? ' (not sure enough: a judge of this model abstains)' : '');

/** What an edge model says of a response, or of two. */
export function LocalScore({ score, a, compared }: { score: EdgeScore; a: Stated | null; compared: boolean }) {
  const { right, whole, steps, grades, truncated } = score;
  const best = grades && Object.entries(grades).reduce((top, one) => (one[1] > top[1] ? one : top));
  return (
    <>
      {compared && (
        <p>{a ? `The first is better: ${percent(a.probability)}${sure(a)}` : 'This model compares nothing.'}</p>
      )}
      {!compared && right && <p>{`Right: ${percent(right.probability)}${sure(right)}`}</p>}
      {!compared && whole && <p>{`All steps right: ${percent(whole.probability)}${sure(whole)}`}</p>}
      {!compared && best && <p>{`Likeliest grade: ${best[0]} (${percent(best[1])})`}</p>}
      {!compared && steps && (
        <ol aria-label="Steps">
          {steps.map((p, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other name than their place
            <li key={at}>{p === null ? 'left out: the response is too long' : `right: ${percent(p)}`}</li>
          ))}
        </ol>
      )}
      {truncated && <p>{`${truncated.tokens} tokens did not fit and were left out of the middle.`}</p>}
    </>
  );
}
