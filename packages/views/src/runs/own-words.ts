/** The words that a person changes to run work again: those of its author, and of a release that does not say them, what its agent read. */
export function ownWords({
  own,
  task,
}: {
  readonly own?: string | undefined;
  readonly task: string;
}): string {
  return own ?? task;
}
