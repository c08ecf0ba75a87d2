import type { CampaignQuality } from '../../../../schema/contracts/rater-quality.ts';
import { cohenKappa, krippendorffAlpha } from '../../metrics/agreement.ts';
import { fleissKappa } from '../../metrics/fleiss-kappa.ts';
import { groupBy, score_answers } from '../../metrics/raters/rows.ts';
import type { StoredRow } from './rows.ts';

const options = { seed: 1, rounds: 500 };

/** How far raters agree: of ratings that are not held, gold comparisons aside, at the level that the answers were measured on. */
export function agreementOf(rows: StoredRow[], criteria: string[]): Pick<CampaignQuality, 'agreement' | 'overlap'> {
  const counted = rows.filter(({ held, gold }) => !held && gold === null);
  const ordinal = counted.some(({ choice, strength }) => strength !== null || isScore(choice));
  const of = [...groupBy(counted, ({ comparison }) => comparison).values()];
  const units = of.map((ratings) => ratings.map((row) => (ordinal ? placeOf(row) : row.choice)));
  const shared = units.filter(({ length }) => length > 1);
  return {
    overlap: {
      comparisons: units.length,
      share: units.length === 0 ? null : shared.length / units.length,
      mean: units.length === 0 ? null : counted.length / units.length,
    },
    agreement: {
      level: ordinal ? 'ordinal' : 'nominal',
      alpha: krippendorffAlpha(shared, { ...options, level_of: ordinal ? 'ordinal' : 'nominal' }),
      fleiss: fleissOf(of.map((ratings) => ratings.map(({ choice }) => choice))),
      cohen: cohenOf(of),
      criteria: criteria.map((name) => criterionOf(name, of)),
    },
  };
}

const isScore = (choice: string) => (score_answers as readonly string[]).includes(choice);

/** Where an answer stands from much better B to much better A; ties, and both good or bad, in the middle. */
function placeOf({ choice, strength }: StoredRow): number {
  if (isScore(choice)) return Number(choice);
  return choice === 'a' ? (strength ?? 1) : choice === 'b' ? -(strength ?? 1) : 0;
}

// Of the comparisons with as many ratings as most have, two or more.
function fleissOf(units: string[][]) {
  const sizes = [
    ...groupBy(
      units.filter(({ length }) => length > 1),
      ({ length }) => String(length),
    ).values(),
  ];
  const [most] = sizes.toSorted((x, y) => y.length - x.length);
  const raters = most?.[0]?.length ?? 0;
  return most && most.length > 1 ? { ...fleissKappa(most, options), raters } : null;
}

// Of the ratings that answered the criterion: a side, a tie, both good or both bad, none above another.
function criterionOf(name: string, of: StoredRow[][]) {
  const units = of.map((ratings) => ratings.flatMap(({ criteria }) => criteria[name] ?? []));
  const ratings = units.reduce((sum, { length }) => sum + length, 0);
  return { name, ratings, alpha: krippendorffAlpha(units, { ...options, level_of: 'nominal' }) };
}

function cohenOf(of: StoredRow[][]) {
  const raters = new Set(of.flat().map(({ rater }) => rater));
  if (raters.size !== 2) return null;
  const [first] = raters;
  const pairs = of.flatMap((ratings): [string, string][] => {
    const [one, other] = [ratings.find(({ rater }) => rater === first), ratings.find(({ rater }) => rater !== first)];
    return one && other ? [[one.choice, other.choice]] : [];
  });
  return pairs.length === 0 ? null : cohenKappa(pairs, options);
}
