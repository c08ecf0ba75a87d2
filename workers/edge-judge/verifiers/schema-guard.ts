import { type Schema, schemaArrayKeyword, schemaKeyword, schemaMapKeyword } from '@cfworker/json-schema';
import { RE2JS } from 're2js';

// The validator tests `pattern` with JavaScript's backtracking engine and follows `$ref` without a limit, both of which
// hostile JSON can make take forever. So a schema is copied before use: each pattern becomes a named format that is
// tested by RE2 in linear time, and each visit of a subschema is counted against a budget.
const MAX_VISITS = 200_000;
const MAX_UNIQUE = 1000;
const MAX_PATTERN = 500;
const FORMATS = new Set(
  'date time date-time duration uri uri-reference uri-template email hostname ipv4 ipv6 uuid json-pointer relative-json-pointer'.split(
    ' ',
  ),
);
// Keywords that would bypass the guard.
const REFUSED: Record<string, string> = {
  patternProperties: 'use propertyNames with a pattern, and additionalProperties',
  $recursiveRef: 'use $ref with a local #/… pointer',
  $dynamicRef: 'use $ref with a local #/… pointer',
};

type Check = (text: string) => boolean;

/** What is wrong with a schema, in words, or null. */
export function schemaFault(schema: unknown): string | null {
  if (JSON.stringify(schema).length > 50_000) return 'the schema is longer than 50000 characters';
  let fault: string | null = null;
  copy(schema, 0, (node) => {
    for (const [keyword, instead] of Object.entries(REFUSED))
      if (keyword in node) fault ??= `${keyword} is not supported: ${instead}`;
    const { format: named, $ref: ref, pattern } = node;
    if (typeof named === 'string' && !FORMATS.has(named)) fault ??= `format ${JSON.stringify(named)} is not supported`;
    if (typeof ref === 'string' && !ref.startsWith('#'))
      fault ??= `$ref must be local (#/…), not ${JSON.stringify(ref)}`;
    if (typeof pattern === 'string') fault ??= patternFault(pattern);
  });
  return fault;
}

/** A copy of a checked schema that is safe on hostile JSON, the formats that stand in for its patterns, and the longest array it may meet. */
export function guard(schema: unknown): { schema: Schema; formats: Record<string, Check>; max_items: number } {
  const formats: Record<string, Check> = {};
  let visits = 0;
  let unique = false;
  const guarded = copy(schema, 0, (node) => {
    const { pattern } = node;
    if (typeof pattern === 'string') {
      delete node.pattern;
      const compiled = RE2JS.compile(pattern);
      const name = `pattern ${pattern}`;
      formats[name] = (text) => text.length * compiled.programSize() <= 20_000_000 && compiled.test(text);
      node.allOf = [...(Array.isArray(node.allOf) ? node.allOf : []), { format: name }];
    }
    unique ||= node.uniqueItems === true;
    // Read once on every visit, and undefined as far as the validator is concerned.
    Object.defineProperty(node, '$recursiveAnchor', {
      enumerable: false,
      get: () => {
        visits += 1;
        if (visits > MAX_VISITS) throw new RangeError('too many steps');
        return undefined;
      },
    });
  });
  // The validator compares every pair of an array that must be unique.
  return { schema: guarded as Schema, formats, max_items: unique ? MAX_UNIQUE : Number.POSITIVE_INFINITY };
}

type Node = Record<string, unknown>;

// A deep copy that calls `visit` on every object in a schema position, and on no other.
function copy(schema: unknown, depth: number, visit: (node: Node) => void): unknown {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  if (depth > 64) throw new RangeError('the schema is nested deeper than 64 levels');
  const node: Node = {};
  for (const [key, value] of Object.entries(schema)) {
    if (Array.isArray(value) && key in schemaArrayKeyword)
      node[key] = value.map((entry) => copy(entry, depth + 1, visit));
    else if (isObject(value) && (key in schemaMapKeyword || key === 'dependencies')) {
      node[key] = Object.fromEntries(
        Object.entries(value).map(([name, entry]) => [name, copy(entry, depth + 1, visit)]),
      );
    } else if (isObject(value) && key in schemaKeyword) node[key] = copy(value, depth + 1, visit);
    else node[key] = structuredClone(value);
  }
  visit(node);
  return node;
}

function isObject(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function patternFault(pattern: string): string | null {
  if (pattern.length > MAX_PATTERN) return `a pattern is longer than ${MAX_PATTERN} characters`;
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    return `not a pattern RE2 accepts: ${error instanceof Error ? error.message : String(error)}`;
  }
}
