import type { Critic } from '../../../schema/contracts/critics.ts';
import type { CritiqueRequest } from '../../../schema/contracts/critiques.ts';
import type { Calls } from '../batches/work.ts';
import { callsOf, triesOf } from '../judging/calls.ts';
import { subjectOf, turnsOf } from './critique.ts';
import { askedOfJudge, stepsJudge } from './judge-member.ts';

/** What a judge on a panel reads for each verdict besides its calls: itself, its watch, its calibration, the edge judge. */
const besides_judge = 4;

/** Counts the calls that a critique would take; arithmetic makes none, and a judge says nothing of a target. */
export async function callsOfCritique(
  db: D1Database,
  project_id: string,
  critic: Critic,
  request: CritiqueRequest,
): Promise<Calls> {
  const calls = { planned: 0, worst: 0, besides: request.target ? 1 : 0 };
  const repair = critic.asking.repair ? 2 : 1;
  for (const { member } of turnsOf(critic)) {
    const config = critic.panel[member];
    if (!config || config.kind === 'arithmetic' || (config.kind === 'judge' && request.target)) continue;
    if (config.kind === 'judge') {
      const judge = await stepsJudge(db, project_id, config.judge_id);
      const its = await callsOf(db, project_id, judge, askedOfJudge(subjectOf(critic, request)));
      calls.planned += its.planned;
      calls.worst += its.worst;
      calls.besides += besides_judge;
    } else {
      calls.planned += 1;
      calls.worst += repair * triesOf(config);
    }
  }
  return calls;
}
