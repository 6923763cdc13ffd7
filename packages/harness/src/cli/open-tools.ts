/**
 * Which tools of a program are at work, by its events: a build of eleven minutes writes nothing, and is not idle. A tool that
 * is never reported as ended counts until the program writes its next text.
 */
import type { HarnessEvent, WaitingState } from "@tinyagi/contracts";

export interface OpenTools extends WaitingState {
  see(event: HarnessEvent): void;
}

export function createOpenTools(): OpenTools {
  const open = new Set<string>();
  let listener: ((isBusy: boolean) => void) | undefined;
  let told = false;
  return {
    see(event) {
      if (event.type === "tool.started" && event.callId !== undefined) open.add(event.callId);
      else if (event.type === "tool.completed" && event.callId !== undefined) open.delete(event.callId);
      else if (event.type === "text") open.clear();
      const isBusy = open.size > 0;
      if (isBusy === told) return;
      told = isBusy;
      listener?.(isBusy);
    },
    watch(next) {
      listener = next;
      if (told) next(true);
      return () => {
        listener = undefined;
      };
    },
  };
}
