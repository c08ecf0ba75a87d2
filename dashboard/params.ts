const references = ['model', 'dataset', 'judge', 'campaign', 'labels'] as const;

/** One parameter of a recipe, as its JSON Schema describes it. */
export interface ParamSchema {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'array';
  nullable: boolean;
  description: string;
  required: boolean;
  choices: (string | number | null)[] | null;
  default: unknown;
  minimum: number | null;
  maximum: number | null;
  above: number | null;
  below: number | null;
  /** What the value is the id of; `labels` is a campaign whose ratings are labels. */
  refers_to: (typeof references)[number] | null;
  /** The parameter it stands in for: of the two, exactly one is given. */
  instead_of: string | null;
  /** The parameter without which it must be given. */
  unless: string | null;
  items: ParamSchema | null;
}

type Raw = Record<string, unknown>;

function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function readOne(raw: Raw, required: boolean): ParamSchema {
  const types = Array.isArray(raw.type) ? raw.type : [raw.type];
  const type = types.find((name) => name !== 'null');
  const choices = Array.isArray(raw.enum) ? raw.enum.filter((choice) => choice !== null) : null;
  return {
    type: type === 'integer' || type === 'number' || type === 'boolean' || type === 'array' ? type : 'string',
    nullable: types.includes('null'),
    description: typeof raw.description === 'string' ? raw.description : '',
    required,
    choices,
    default: raw.default,
    minimum: number(raw.minimum),
    maximum: number(raw.maximum),
    above: number(raw.exclusiveMinimum),
    below: number(raw.exclusiveMaximum),
    refers_to: references.find((kind) => kind === raw['x-assay']) ?? null,
    instead_of: typeof raw['x-instead-of'] === 'string' ? raw['x-instead-of'] : null,
    unless: typeof raw['x-unless'] === 'string' ? raw['x-unless'] : null,
    items: isRaw(raw.items) ? readOne(raw.items, true) : null,
  };
}

/** The parameters of a recipe by name, in the order its author wrote them, those without a default first. */
export function readSchema(schema: Raw): [string, ParamSchema][] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = isRaw(schema.properties) ? schema.properties : {};
  const params = Object.entries(properties).flatMap(([name, raw]): [string, ParamSchema][] =>
    isRaw(raw) ? [[name, readOne(raw, required.includes(name))]] : [],
  );
  return [...params.filter(([, { required: first }]) => first), ...params.filter(([, { required: first }]) => !first)];
}

/** A text that a one-line control would change is shown, and read back, as JSON. */
const fragile = /[\n\t",]|^\s|\s$/;

/** What a control shows for a value. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) {
    return value.some((one) => typeof one === 'string' && fragile.test(one)) ? JSON.stringify(value) : value.join(', ');
  }
  return typeof value === 'string' && /[\n\t]|^\s|\s$/.test(value) ? JSON.stringify(value) : String(value);
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The bounds in words: "1 to 64", "above 0". */
export function boundsOf(schema: ParamSchema): string {
  const { minimum, maximum, above, below } = schema;
  if (minimum !== null && maximum !== null) return `${minimum} to ${maximum}`;
  const low = minimum !== null ? `at least ${minimum}` : above !== null ? `above ${above}` : '';
  const high = maximum !== null ? `at most ${maximum}` : below !== null ? `below ${below}` : '';
  return [low, high].filter(Boolean).join(' and ');
}

/** Reads what was typed: the value, nothing where the default holds, or what is wrong. */
export function readValue(
  text: string,
  schema: ParamSchema,
): { value: unknown } | { nothing: true } | { error: string } {
  const typed = text.trim();
  if (typed === '') {
    if (schema.required) return { error: 'This must be given.' };
    return schema.nullable && schema.default !== null && schema.default !== undefined
      ? { value: null }
      : { nothing: true };
  }
  if (schema.type === 'array') {
    const of = schema.items ?? { ...schema, type: 'string' as const };
    const values: unknown[] = [];
    const listed = fromJson(typed);
    const words = Array.isArray(listed)
      ? listed.map((one) => (typeof one === 'string' ? JSON.stringify(one) : String(one)))
      : typed.split(',');
    for (const word of words) {
      const read = readValue(word, { ...of, required: true });
      if ('error' in read) return { error: `${word.trim() || 'An empty entry'}: ${read.error}` };
      if ('value' in read) values.push(read.value);
    }
    return { value: values };
  }
  if (schema.type === 'boolean') return { value: typed === 'true' };
  if (schema.type === 'string') {
    const quoted = typed.startsWith('"') ? fromJson(typed) : undefined;
    return { value: typeof quoted === 'string' ? quoted : typed };
  }
  const value = Number(typed);
  if (!Number.isFinite(value)) return { error: `“${typed}” is not a number.` };
  if (schema.type === 'integer' && !Number.isInteger(value)) return { error: `${typed} is not a whole number.` };
  const low = (schema.minimum !== null && value < schema.minimum) || (schema.above !== null && value <= schema.above);
  const high = (schema.maximum !== null && value > schema.maximum) || (schema.below !== null && value >= schema.below);
  return low || high ? { error: `Must be ${boundsOf(schema)}.` } : { value };
}

/** Reads a whole form; a value that equals its default is left out, so that the recipe's own default holds. */
export function readParams(
  schema: [string, ParamSchema][],
  texts: Record<string, string>,
): { params: Record<string, unknown>; errors: Record<string, string> } {
  const params: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const [name, one] of schema) {
    const read = readValue(texts[name] ?? '', one);
    if ('error' in read) errors[name] = read.error;
    else if ('value' in read && JSON.stringify(read.value) !== JSON.stringify(one.default)) params[name] = read.value;
  }
  for (const [name, { instead_of, unless }] of schema) {
    const other = instead_of ?? unless;
    if (other === null || name in params !== other in params || (unless !== null && name in params)) continue;
    const error = `Give one of ${other} and ${name}${name in params ? ', not both' : unless ? ', or both' : ''}.`;
    Object.assign(errors, { [other]: error, [name]: error });
  }
  return { params, errors };
}
