import { useMemo } from 'react';
import type { SelfCorrection } from '../../schema/contracts/index.ts';
import { percent } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { Curves, point } from './curves.tsx';

/** What several samples of a question come to: one right at least, the vote, the one of highest reward. */
export function SamplingCard({ result }: { result: SelfCorrection }) {
  const turns = useMemo(
    () =>
      [...new Set(result.sampling.map(({ turn }) => turn))].map((turn) => ({
        turn,
        ties: result.sampling.findLast((one) => one.turn === turn)?.tie_share?.value ?? null,
        points: result.sampling
          .filter((one) => one.turn === turn)
          .flatMap(({ k, pass_at_k, majority_at_k, best_at_k }) => [
            point(k, 'pass@k', pass_at_k),
            ...(majority_at_k ? [point(k, 'majority@k', majority_at_k)] : []),
            ...(best_at_k ? [point(k, 'best@k', best_at_k)] : []),
          ]),
      })),
    [result],
  );
  if (turns.length === 0) return null;
  return (
    <Card title="Several samples of a question">
      <div className="columns">
        {turns.map(({ turn, ties, points }) => (
          <Curves
            key={turn}
            title={`k samples at turn ${turn}`}
            summary={`pass@k: one of k is right at least. majority@k: the answer most of them give is. best@k: the one of highest reward is.${ties ? ` Tied votes of all samples: ${percent(ties)}.` : ''}`}
            x="Samples"
            points={points}
          />
        ))}
      </div>
    </Card>
  );
}
