import { Link } from '@tanstack/react-router';
import type { RaterBloc } from '../../schema/contracts/index.ts';
import { counted } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { evidenceText, share, shortId } from './words.ts';

/** Models that a group of raters votes for or against, whatever they are compared with. */
export function Blocs({ campaign_id, blocs }: { campaign_id: string; blocs: RaterBloc[] }) {
  if (blocs.length === 0) return null;
  return (
    <Card title="Groups that vote for or against one model">
      <ul className="stack">
        {blocs.map((bloc) => (
          <li key={`${bloc.direction} ${bloc.model}`}>
            <strong>{bloc.model}</strong> is {bloc.direction === 'for' ? 'preferred' : 'turned down'} by a group of
            raters whatever it is compared with: about {Math.round(bloc.raters)}, {share(bloc.share)} of those who rated
            it. The chance of such votes without a group is {evidenceText(-Math.log10(Math.max(1e-300, bloc.p_value)))}.
            {bloc.likely.length > 0 && <Likely campaign_id={campaign_id} bloc={bloc} />}
          </li>
        ))}
      </ul>
      <p className="muted small">
        Rater-weighted leaderboards count each of these votes by the chance that the rater is not in the group. Nothing
        is held back: hardly a member can be told from an honest rater for sure.
      </p>
    </Card>
  );
}

function Likely({ campaign_id, bloc: { likely } }: { campaign_id: string; bloc: RaterBloc }) {
  return (
    <>
      <br />
      <span className="muted small">
        Most likely:{' '}
        {likely.map(({ rater_id, probability, votes }, i) => (
          <span key={rater_id}>
            {i > 0 && ', '}
            <Link to="/campaigns/$id/raters/$rater_id" params={{ id: campaign_id, rater_id }}>
              <code>{shortId(rater_id)}</code>
            </Link>{' '}
            ({share(probability)}, {counted(votes, 'vote')})
          </span>
        ))}
      </span>
    </>
  );
}
