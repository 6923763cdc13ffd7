/** What of `T` may be given: any of its fields, at any depth. Functions, dates and collections are given whole. */
export type PartialDeep<T> = T extends
  | ((...args: never[]) => unknown)
  | Date
  | AbortSignal
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  ? T
  : T extends readonly (infer Item)[]
    ? readonly PartialDeep<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]?: PartialDeep<T[Key]> | undefined }
      : T;

/**
 * A value of which a test needs only some parts. The compiler checks the parts that are given: a field that was renamed
 * or got another type is an error, which a cast through `unknown` hides.
 */
export function partial<T>(parts: PartialDeep<NoInfer<T>>): T {
  return parts as T;
}
