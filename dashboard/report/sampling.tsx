import { useMemo } from 'react';
import type { SelfCorrection } from '../../schema/contracts/index.ts';
import { Card } from '../parts/page.tsx';
import { Curves, point } from './curves.tsx';

/** What several samples of a question come to: one right at least, the vote, the one of highest reward. */
export function SamplingCard({ result }: { result: SelfCorrection }) {
  const turns = useMemo(
    () =>
      [...new Set(result.sampling.map(({ turn }) => turn))].map((turn) => ({
        turn,
        points: result.sampling
          .filter((one) => one.turn === turn)
          .flatMap(({ k, pass_at_k, majority_at_k, best_at_k, tie_share }) => [
            point(k, 'pass@k', pass_at_k),
            ...(majority_at_k ? [point(k, 'majority@k', majority_at_k)] : []),
            ...(best_at_k ? [point(k, 'best@k', best_at_k)] : []),
            ...(tie_share ? [point(k, 'tied votes', tie_share)] : []),
          ]),
      })),
    [result],
  );
  if (turns.length === 0) return null;
  return (
    <Card title="Several samples of a question">
      <div className="columns">
        {turns.map(({ turn, points }) => (
          <Curves
            key={turn}
            title={`k samples at turn ${turn}`}
            summary="pass@k: one of k is right at least. majority@k: the answer most of them give is. best@k: the one of highest reward is."
            x="Samples"
            points={points}
          />
        ))}
      </div>
    </Card>
  );
}
