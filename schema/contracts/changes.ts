import { z } from 'zod';

type Bare<T> = T extends z.ZodDefault<infer Inner> | z.ZodPrefault<infer Inner> ? Inner : T;
type Changes<S extends z.ZodRawShape> = { [K in keyof S]: z.ZodOptional<Bare<S[K]>> };

/** The fields of a shape as they are changed: each may be left out, and then nothing stands in for it. */
export function changes<S extends z.ZodRawShape>(shape: S): Changes<S> {
  const bare = (field: z.core.$ZodType) =>
    field instanceof z.ZodDefault || field instanceof z.ZodPrefault ? field.unwrap() : field;
  const entries = Object.entries(shape).map(([name, field]) => {
    const { description } = (field as z.ZodType).meta() ?? {};
    const optional = z.optional(bare(field));
    return [name, description === undefined ? optional : optional.meta({ description })];
  });
  return Object.fromEntries(entries) as Changes<S>;
}
