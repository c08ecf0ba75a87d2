import type { z } from 'zod';
import type { Critic } from '../../../schema/contracts/critics.ts';
import type { CritiqueReplay } from '../../../schema/contracts/critique-replays.ts';
import type { Critique } from '../../../schema/contracts/critiques.ts';
import type { Reading } from '../../../schema/contracts/judgments.ts';
import { arithmeticReading } from './arithmetic/critic.ts';
import { subjectOf } from './critique.ts';
import { foldCritique } from './fold.ts';
import type { Subject } from './material.ts';
import { planCritique } from './plan.ts';

type Replayed = z.infer<typeof CritiqueReplay>['data'][number];

/** Reads a critique's replies with today's reader and folds them by a critic's rule; no model is called. @param origin the critic that asked */
export function replayCritique(critic: Critic, origin: Critic, critique: Critique): Replayed {
  const head = { critique_id: critique.id, old: critique.result };
  const refuse = (reason: string): Replayed => ({ ...head, new: null, changed: null, reason });
  if (critique.redacted_at !== null) return refuse('It was redacted.');
  const places = critic.panel.map((member) => memberIn(origin, member));
  const unasked = places.findIndex((at) => at < 0);
  if (unasked >= 0) return refuse(`Member ${unasked + 1} of the panel was not asked then.`);
  if (
    critique.readings.some(
      ({ raw, calls, error, outcome, member }) =>
        calls > 0 && !error && raw === '' && outcome !== 'unreadable' && origin.panel[member]?.kind !== 'judge',
    )
  )
    return refuse('Its raw replies were not kept.');
  // Cut as it was: the readings speak of those steps.
  const steps = critique.result.steps.map(({ text }) => text);
  const subject = subjectOf(critic, { ...critique.request, steps });
  const readings = critique.readings.flatMap((reading) => {
    const member = places.indexOf(reading.member);
    return member < 0 ? [] : [again(critic, subject, { ...reading, member })];
  });
  const result = foldCritique(critic, subject, readings);
  return { ...head, new: result, changed: JSON.stringify(result) !== JSON.stringify(critique.result), reason: null };
}

const memberIn = ({ panel }: Critic, wanted: Critic['panel'][number]): number =>
  panel.findIndex((member) => JSON.stringify(member) === JSON.stringify(wanted));

function again(critic: Critic, subject: Subject, reading: Reading): Reading {
  const config = critic.panel[reading.member];
  if (config?.kind === 'arithmetic') return arithmeticReading(subject, reading.member, config.sources);
  // What a judge said is in its own readings; here its verdict stands.
  if (reading.error || config?.kind === 'judge') return reading;
  return {
    ...reading,
    ...planCritique(critic, subject, () => reading.nonce).read({ text: reading.raw, logprobs: null }),
  };
}
