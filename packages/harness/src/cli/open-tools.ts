/**
 * Which tools of a program are at work, by its events: a build of eleven minutes writes nothing, and is not idle. A tool that
 * is never reported as ended counts until the program writes its next text.
 */
import type { HarnessEvent, WaitingState } from "@tinyagi/contracts";

/** How the parser of codex names its commands. */
const CODEX_COMMAND = "command";
const COMMANDS_MAX = 100;
const COMMAND_MAX_CHARS = 200;

export interface OpenTools extends WaitingState {
  see(event: HarnessEvent): void;
  /** Commands that were started, and whose end was never reported: work in the background. Cut, and not many. */
  unfinishedCommands(): readonly string[];
}

export function createOpenTools(): OpenTools {
  const open = new Set<string>();
  const commands = new Map<string, string>();
  let listener: ((isBusy: boolean) => void) | undefined;
  let told = false;
  return {
    see(event) {
      if (event.type === "tool.started" && event.callId !== undefined) {
        open.add(event.callId);
        // Only codex ends a turn while a command of its own runs on.
        if (event.name === CODEX_COMMAND && commands.size < COMMANDS_MAX)
          commands.set(event.callId, String(event.input).slice(0, COMMAND_MAX_CHARS));
      } else if (event.type === "tool.completed" && event.callId !== undefined) {
        open.delete(event.callId);
        commands.delete(event.callId);
      } else if (event.type === "text") open.clear();
      const isBusy = open.size > 0;
      if (isBusy === told) return;
      told = isBusy;
      listener?.(isBusy);
    },
    unfinishedCommands: () => [...commands.values()],
    watch(next) {
      listener = next;
      if (told) next(true);
      return () => {
        listener = undefined;
      };
    },
  };
}
