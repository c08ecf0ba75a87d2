import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Judge } from '../../schema/contracts/index.ts';
import { AssayError } from '../client.ts';
import { one, useWrite } from '../queries.ts';
import { announce } from './announce.tsx';
import { Badge } from './badge.tsx';
import { count, dateTime, decimal, percent } from './format.ts';
import { Card, Facts } from './page.tsx';
import { useCan } from './session.tsx';
import { Failure } from './states.tsx';

/** How a judge does in the shadow of the one in use, and the way back from a promotion; nothing where it stands in none. */
export function JudgeShadow({ judge }: { judge: Judge }) {
  const path = { id: judge.id };
  const can = useCan('judge');
  const query = useQuery({ ...one('GET /v1/judges/{id}/shadow', { path }), refetchInterval: 30_000 });
  const back = useWrite('POST /v1/judges/{id}/shadow/roll-back', () => announce('Rolled back.'));
  if (query.error)
    return query.error instanceof AssayError && query.error.status === 404 ? null : <Failure error={query.error} />;
  if (!query.data) return null;
  const { gate, state, beside, against, margin, error, decided_at } = query.data;
  return (
    <Card title="In the shadow" aside={<Badge value={state} />}>
      <Facts
        facts={[
          [
            'Beside',
            <Link key="beside" to="/judges/$id" params={{ id: beside }}>
              {beside}
            </Link>,
          ],
          ['Held against', against.kind === 'ratings' ? 'ratings of people' : 'the judge in use as its teacher'],
          ['Labeled requests', `${count(gate.labeled)}, ${count(gate.waiting)} without a label yet`],
          ['Right', percent(gate.agreement.value)],
          ['The judge in use', percent(gate.current_agreement.value)],
          ['May be worse by', percent(margin)],
          ['Chance of a wrong decision', percent(error)],
          ['Evidence for promoting', `${decimal(gate.promote, 2)} of ${decimal(gate.threshold, 0)}`],
          ['Evidence for rejecting', `${decimal(gate.reject, 2)} of ${decimal(gate.threshold, 0)}`],
          ['Decided', dateTime(decided_at)],
        ]}
      />
      {state === 'promoted' && can && (
        <button type="button" className="button" disabled={back.isPending} onClick={() => back.mutate({ path })}>
          Roll back
        </button>
      )}
      {back.error && <Failure error={back.error} />}
    </Card>
  );
}
