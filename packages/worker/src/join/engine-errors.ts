/** What the engine says when it does not let somebody in, apart from what the way to it says. */

/** What the server calls a user that it does not know, or does not let do this. */
const DENIALS: ReadonlySet<string> = new Set(["WRONGPASS", "NOPERM", "NOAUTH"]);

export interface NotedErrors {
  add(error: unknown): void;
  isDenied(): boolean;
  /** The server's words, or those of the way to it. */
  reason(): string;
}

/** Of errors, the first word is their code; one that denies is what counts. */
export function noteErrors(): NotedErrors {
  let last: string | undefined;
  let denied: string | undefined;
  return {
    add(error: unknown): void {
      last = error instanceof Error ? error.message : String(error);
      const [code = ""] = last.split(" ", 1);
      if (DENIALS.has(code)) denied = last;
    },
    isDenied: () => denied !== undefined,
    reason: () => denied ?? last ?? "",
  };
}
