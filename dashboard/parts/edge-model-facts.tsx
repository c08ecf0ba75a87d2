import type { EdgeModel } from '../../schema/contracts/edge-models.ts';
import { bytes, count, decimal, percent } from './format.ts';
import { Facts } from './page.tsx';

const promise = (use: EdgeModel['manifest']['conformal']['score']) => {
  if (!use) return 'no promise';
  if (use.threshold === null) return `always: no threshold keeps ${percent(use.alpha)} wrong`;
  return `below ${percent(use.threshold)}, so that at most ${percent(use.alpha)} are wrong`;
};

/** What an edge model was trained on, how it was measured and when it defers. */
export function EdgeModelFacts({ model: { manifest, sha256 } }: { model: EdgeModel }) {
  const { conformal, heads } = manifest;
  return (
    <>
      <p>{manifest.description}</p>
      <Facts
        facts={[
          ['Parameters', count(manifest.parameters)],
          ['Size', bytes(manifest.files.model.size_bytes)],
          ['Reads', `${manifest.max_tokens} tokens`],
          ['License', manifest.license],
          ['One response: abstains', heads.reward.map ? promise(conformal.score) : 'does not judge one'],
          ['Pairs: abstains', heads.reward.pair_map ? promise(conformal.pair) : 'does not compare'],
          ['Steps: abstains', heads.steps ? promise(conformal.steps) : 'does not judge steps'],
          ['SHA-256', sha256.slice(0, 16)],
        ]}
      />
      {manifest.trained_on.length > 0 && (
        <ul aria-label="Trained on">
          {manifest.trained_on.map(({ name, license, items }) => (
            <li key={name}>{`${name}: ${count(items)} (${license})`}</li>
          ))}
        </ul>
      )}
      {manifest.metrics.length > 0 && (
        <details>
          <summary>As it was measured</summary>
          <ul>
            {manifest.metrics.map(({ name, on, value, low, high, n }) => (
              <li key={`${name} ${on}`}>
                {`${name}, ${on}: ${decimal(value, 3)} (${decimal(low, 3)} to ${decimal(high, 3)}), ${count(n)} cases`}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
