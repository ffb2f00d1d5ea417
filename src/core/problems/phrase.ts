/** Sentences with places for values: `must be at most {max}`. */

export type Value = string | number | readonly string[];

type Names<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** The values that a sentence has places for. */
export type Params<Template extends string> = { readonly [Name in Names<Template>]: Value };

/** What is to be given with a sentence: nothing when it has no places. */
export type Args<Template extends string> = [Names<Template>] extends [never] ? [] : [Params<Template>];

export const phrase = (template: string, params: { readonly [name: string]: Value }): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => [params[name] ?? ""].flat().join(", "));
