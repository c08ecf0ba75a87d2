import { Validator } from '@cfworker/json-schema';
import type { Recipe } from '../../../schema/contracts/jobs.ts';
import { AssayError, type FieldError } from '../../../schema/errors.ts';
import recipe_table from '../../../schema/generated/recipes.json' with { type: 'json' };

/** What of the platform a parameter may name: inputs, which are pinned; a judge, and the campaign whose ratings are its labels, which are only named. */
type Kind = 'dataset' | 'campaign' | 'model' | 'judge' | 'labels';
type Property = { 'x-assay'?: Kind; 'x-instead-of'?: string; 'x-unless'?: string; [keyword: string]: unknown };
type ParamsSchema = { properties?: Record<string, Property>; [keyword: string]: unknown };
type Entry = Omit<Recipe, 'name' | 'params'> & { params: ParamsSchema };

const table = recipe_table as unknown as Record<string, Entry>;

/** Every recipe of the runner with the JSON Schema of its parameters, as the runner exported it. */
export const recipes: Recipe[] = Object.entries(table)
  .map(([name, entry]) => ({ name, ...entry }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/**
 * Checks a job's parameters against its recipe.
 * @throws AssayError `invalid_params`, naming each parameter and what would be right
 */
export function checkParams(recipe: string, params: Record<string, unknown>): void {
  const entry = table[recipe];
  if (!entry)
    throw new AssayError(
      'invalid_params',
      `There is no recipe "${recipe}"; there are: ${Object.keys(table).sort().join(', ')}.`,
    );
  const known = Object.keys(entry.params.properties ?? {});
  const unknown = Object.keys(params).filter((name) => !known.includes(name));
  const { errors } = new Validator(entry.params, '2020-12', false).validate(params);
  const found: FieldError[] = [
    ...unknown.map((name) => ({
      path: `params.${name}`,
      message: `is not a parameter of ${recipe}; there are: ${known.join(', ')}`,
    })),
    // Errors on parents only repeat what a child's error says.
    ...errors
      .filter((error) => !['properties', 'additionalProperties', 'false'].includes(error.keyword))
      .map((error) => ({
        path: ['params', ...error.instanceLocation.split('/').slice(1)].join('.'),
        message: error.error,
      })),
    ...alternatives(entry.params.properties ?? {}, params),
  ];
  const first = found[0];
  if (first) throw new AssayError('invalid_params', `${first.path}: ${first.message}`, found);
}

/** Of a parameter and the one it stands in for, one is given, or, where both may be, at least one; otherwise a job could only fail. */
function alternatives(properties: Record<string, Property>, params: Record<string, unknown>): FieldError[] {
  return Object.entries(properties).flatMap(([name, { 'x-instead-of': instead_of, 'x-unless': unless }]) => {
    const other = instead_of ?? unless;
    const given = [other, name].filter((field) => field && (params[field] ?? '') !== '');
    if (!other || given.length === 1 || (unless && given.length === 2)) return [];
    const both = given.length === 0 ? 'missing' : 'given';
    const wanted = unless ? 'one of the two, or both' : 'one of the two';
    return [{ path: `params.${name}`, message: `${other} and ${name} are both ${both}: give ${wanted}` }];
  });
}

/** The parameters of a job that name something of the platform. */
export function references(
  recipe: string,
  params: Record<string, unknown>,
): { field: string; kind: Kind; value: string }[] {
  const found = [];
  for (const [field, property] of Object.entries(table[recipe]?.params.properties ?? {})) {
    const kind = property['x-assay'];
    const value = params[field];
    if (kind && typeof value === 'string' && value !== '') found.push({ field, kind, value });
  }
  return found;
}
