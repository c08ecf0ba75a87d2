import { BadLine, checked } from '../../../imports/formats/line-rows.ts';
import { said, Talk } from '../../../imports/formats/mt-bench.ts';
import { choiceIn, type Fields, type Mapping, textIn } from './mapping.ts';

const winners = new Map([
  ['model_a', 'a'],
  ['model_b', 'b'],
  ['tie', 'tie'],
  // GPT-4 in MT-Bench answered differently with the sides swapped.
  ['tie (inconsistent)', 'tie'],
  ['tie (bothbad)', 'both_bad'],
]);

/** Votes as LMArena (lmsys/chatbot_arena_conversations) and MT-Bench (lmsys/mt_bench_human_judgments) publish them. */
export const arena: Mapping = {
  required: ['model_a', 'model_b', 'winner'],
  compares: true,
  read(fields) {
    return {
      rating: {
        choice: choiceIn(fields, 'winner', winners),
        rater: textIn(fields, fields.judge === undefined ? 'judge_hash' : 'judge'),
        ...(fields.tstamp === undefined ? {} : { created_at: Math.round(1000 * Number(textIn(fields, 'tstamp'))) }),
      },
      comparison: {
        ...(fields.conversation_a === undefined ? plain(fields) : talked(fields)),
        model_a: textIn(fields, 'model_a'),
        model_b: textIn(fields, 'model_b'),
      },
    };
  },
};

const plain = (fields: Fields) => ({
  prompt: textIn(fields, 'question'),
  response_a: textIn(fields, 'answer_a'),
  response_b: textIn(fields, 'answer_b'),
});

/** The vote is about the turns up to `turn`, so a response is all that followed the first question. */
function talked(fields: Fields) {
  const [a, b] = [talkIn(fields, 'conversation_a'), talkIn(fields, 'conversation_b')];
  const turn = fields.turn === undefined ? Math.floor(a.length / 2) : Number(fields.turn);
  if (!Number.isInteger(turn) || turn < 1) throw new BadLine(`turn: must be 1 or more, not ${String(fields.turn)}`);
  return { prompt: a[0]?.content, response_a: said(a, turn), response_b: said(b, turn) };
}

function talkIn(fields: Fields, name: string) {
  const value = fields[name];
  try {
    // A cell of CSV holds the list as JSON.
    return checked(Talk, typeof value === 'string' ? JSON.parse(value) : value);
  } catch (error) {
    const why = error instanceof BadLine ? `: ${error.message}` : '';
    throw new BadLine(`${name}: must be a list of messages with role and content${why}`);
  }
}
