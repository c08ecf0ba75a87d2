import type { Analysis } from '../../schema/contracts/index.ts';
import { Badge } from '../parts/badge.tsx';
import { counted, decimal, percent } from '../parts/format.ts';

/** How the tests of a board come out, in sentences; each says what was asked and what the answer means. */
export function trustSentences(analysis: Analysis): { about: string; tone: 'sound' | 'doubtful'; text: string }[] {
  const { drop_k, dispersion, cycles, tiers } = analysis;
  const said: ReturnType<typeof trustSentences> = [];
  const first = tiers?.[0];
  if (tiers && first) {
    said.push({
      about: 'Tiers',
      tone: first.models.length === 1 ? 'sound' : 'doubtful',
      text:
        tiers.length === 1
          ? `The ${first.models.length} models cannot be told apart yet.`
          : `${counted(tiers.length, 'tier')}. In the first ${first.models.length === 1 ? `stands ${first.models[0]} alone` : `stand ${first.models.length} models that cannot be told apart`}.`,
    });
  }
  if (drop_k) said.push({ about: 'Robustness', ...dropped(drop_k) });
  if (dispersion) {
    const fits = dispersion.p_value >= 0.05;
    said.push({
      about: 'Fit',
      tone: fits ? 'sound' : 'doubtful',
      text: `Results scatter ${decimal(dispersion.value, 2)} times as much as one strength for each model explains (1 is as expected, p = ${decimal(dispersion.p_value)}). ${fits ? 'Nothing speaks against the fit.' : 'Some pairs go otherwise than their strengths say.'}`,
    });
  }
  if (cycles) {
    said.push({
      about: 'Circles',
      tone: cycles.significant === 0 ? 'sound' : 'doubtful',
      text:
        cycles.significant === 0
          ? `No circle of three is beyond chance, of ${counted(cycles.triples, 'triple')} of models that met.`
          : `${counted(cycles.significant, 'circle')} of three beyond chance: A beats B, B beats C, and C beats A.`,
    });
  }
  return said;
}

function dropped({ leader, successor, ratings, share }: NonNullable<Analysis['drop_k']>): {
  tone: 'sound' | 'doubtful';
  text: string;
} {
  if (ratings === null)
    return { tone: 'sound', text: `No small number of ratings, taken away, moves ${leader} from the top.` };
  const of_all = share === null ? '' : `, ${percent(share, 2)} of all`;
  return {
    // Half a percent is few enough for one person's whim or one script.
    tone: share !== null && share < 0.005 ? 'doubtful' : 'sound',
    text: `Taking away ${counted(ratings, 'rating')}${of_all}, chosen for it, puts ${successor ?? 'another model'} before ${leader}.`,
  };
}

/** What a reader should know before believing the order. */
export function Trust({ analysis }: { analysis: Analysis }) {
  const said = trustSentences(analysis);
  if (said.length === 0) return null;
  return (
    <ul className="trust">
      {said.map(({ about, tone, text }) => (
        <li key={about}>
          <span className="row">
            <b>{about}</b> <Badge value={tone} />
          </span>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
