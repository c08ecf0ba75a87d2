import { RatingColumns } from '../../../../../schema/contracts/rating-imports.ts';
import { AssayError } from '../../../../../schema/errors.ts';
import { BadLine, checked } from '../../../imports/formats/line-rows.ts';
import { choiceIn, type Fields, type Mapping, textIn } from './mapping.ts';

/** A file of any columns, as RatingColumns tells. @throws AssayError `invalid_request` where that is missing or wrong */
export function byColumns(text: string | undefined): Mapping {
  const { values, ...names } = readColumns(text);
  const meanings = new Map(Object.entries(values).flatMap(([side, own]) => own.map((value) => [value, side] as const)));
  const { created_at, duration_ms } = names;
  return {
    required: Object.values(names),
    compares: true,
    read(fields) {
      return {
        rating: {
          choice: choiceIn(fields, names.choice, meanings),
          rater: textIn(fields, names.rater),
          ...(created_at !== undefined && { created_at: timeIn(fields, created_at) }),
          ...(duration_ms !== undefined && { duration_ms: Number(textIn(fields, duration_ms)) }),
        },
        comparison: {
          // A list of messages is a prompt, too.
          prompt: Array.isArray(fields[names.prompt]) ? fields[names.prompt] : textIn(fields, names.prompt),
          response_a: textIn(fields, names.response_a),
          response_b: textIn(fields, names.response_b),
          model_a: textIn(fields, names.model_a),
          model_b: textIn(fields, names.model_b),
        },
      };
    },
  };
}

function readColumns(text: string | undefined): RatingColumns {
  if (text === undefined)
    throw new AssayError(
      'invalid_request',
      'The mapping columns needs the query parameter columns: RatingColumns as JSON.',
    );
  try {
    const read = checked(RatingColumns, JSON.parse(text));
    const given = Object.values(read.values).flat();
    const twice = given.find((value, at) => given.indexOf(value) !== at);
    if (twice !== undefined) throw new BadLine(`values: "${twice}" stands twice; each value has one meaning`);
    return read;
  } catch (error) {
    const why = error instanceof BadLine ? error.message : `is not JSON: ${text.slice(0, 40)}`;
    throw new AssayError('invalid_request', `columns: ${why}.`);
  }
}

function timeIn(fields: Fields, name: string): number {
  const text = textIn(fields, name);
  const at = /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text)) : Date.parse(text);
  if (Number.isNaN(at)) throw new BadLine(`${name}: "${text.slice(0, 40)}" is neither milliseconds nor a date`);
  return at;
}
