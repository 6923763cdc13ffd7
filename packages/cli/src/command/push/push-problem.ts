/** Why a browser did not get its last notification, in a few words. Pure. */
import type { PushProblem } from "@tinyagi/contracts";

const TEXTS: Readonly<Record<PushProblem["code"], (status: number | null) => string>> = {
  unreachable: () => "its push service cannot be reached",
  refused: (status) => `its push service refused it with status ${status ?? "unknown"}`,
  not_public: () => "its push service has an address of a private network",
};

export function pushProblemText({ code, status }: PushProblem): string {
  return TEXTS[code](status);
}
