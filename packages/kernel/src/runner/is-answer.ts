/** Which events of a harness only a provider that answers causes. Its program starts, and says its version, also without one. */
import type { HarnessEvent } from "@tinyagi/contracts";

export function isAnswer(event: HarnessEvent): boolean {
  switch (event.type) {
    case "text":
      // An empty one takes back what a call that failed had shown.
      return event.text !== "";
    case "thought":
    case "tool.started":
      return true;
    case "model.completed":
      return event.failed !== true;
    case "usage":
      // The model may think for long before it shows anything; what it has written counts already.
      return (event.usage.outputTokens ?? 0) > 0;
    default:
      return false;
  }
}
