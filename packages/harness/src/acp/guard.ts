/** Whether a program is started so that it asks, whoever gave its command. Pure. */
import type { AcpManners } from "@tinyagi/contracts";

/** How a start is guarded. */
export interface Guard {
  /** What the command lacks. */
  readonly words: readonly string[];
  readonly asks: boolean;
}

/** A command that names the option itself is left as it is. With another value, its program does not ask. */
export function guardOf(command: readonly string[], { asks, guard }: AcpManners): Guard {
  if (guard === undefined) return { words: [], asks };
  const [option, wanted] = guard;
  const values = command.flatMap((word, at) =>
    word === option
      ? [command[at + 1]]
      : word.startsWith(`${option}=`)
        ? [word.slice(option.length + 1)]
        : [],
  );
  if (values.length === 0) return { words: guard, asks };
  return { words: [], asks: asks && values.every((value) => value === wanted) };
}
