/**
 * Opens a live view on this terminal. Guarantees: Ink is loaded only here, so that no other command pays for it; a signal
 * ends the view like `q` does, and the terminal is given back.
 */
import type { TreePlace } from "@tinyagi/visualizer";
import type { CliContext } from "../context/context.js";
import { EXIT } from "../error/exit-code.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Whether a person sits at a terminal that can show a live view. */
export function canView({ output, stdin }: CliContext): boolean {
  return output.views !== undefined && stdin.isTTY === true;
}

/** Shows the view until the person quits. Only after {@link canView}. */
export async function openView(context: CliContext, place: TreePlace): Promise<void> {
  const client = await context.connect();
  const { visualize } = await import("@tinyagi/visualizer");
  const stop = new AbortController();
  const onSignal = (): void => {
    context.exitCode = EXIT.interrupted;
    stop.abort();
  };
  // Ink's own listeners make the command's listeners believe that a daemon in the foreground decides.
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    await visualize({
      client,
      place,
      env: context.env,
      now: context.now,
      stdin: context.stdin,
      stdout: context.output.views as NodeJS.WriteStream,
      signal: AbortSignal.any([context.signal, stop.signal]),
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

/** Teams live where that is possible, else one line for each event. */
export async function showTeams(
  context: CliContext,
  place: Extract<TreePlace, { view: "team" }>,
  once = false,
): Promise<void> {
  if (!once && canView(context)) return openView(context, place);
  const { output, signal, now } = context;
  const client = await context.connect();
  const { followLines, readTeamFacts } = await import("@tinyagi/visualizer/plain");
  // A program reads facts and no lines.
  if (output.json) return output.data(await readTeamFacts({ client, place, signal, now }), () => []);
  await followLines({ client, place, line: output.line, talk: output.talk, signal, now, once });
}
