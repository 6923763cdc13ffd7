/** A scripted agent that speaks ACP. See `bin/fake-acp.mjs`. */
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../bin/fake-acp.mjs", import.meta.url));

/** How the program differs from others. Default: it does as the protocol says, and keeps no sessions. */
export interface FakeAcpManners {
  /** It goes on with a session by its id. */
  readonly resume?: boolean;
  /** It loads a session and sends it again: before it answers, or after. */
  readonly load?: "first" | "late";
  /** Its sessions offer the models `first` and `second`. */
  readonly models?: boolean;
  /** Its sessions offer the efforts `low` and `high`, in a group. */
  readonly efforts?: boolean;
  readonly images?: boolean;
  /** It takes a prompt that comes during a turn into that turn. */
  readonly joins?: boolean;
  /** Milliseconds until it refuses what it does not know. */
  readonly slowMs?: number;
  /** A turn in which a call was refused ends without a word. */
  readonly silentWhenDenied?: boolean;
  /** Version of the protocol. Default: 1. */
  readonly version?: number;
  /** It never says that it takes prompts. */
  readonly silent?: boolean;
  /** What it names its sessions, in place of an id of its own. */
  readonly sessionId?: unknown;
  /** It ends at once, as a program that knows no ACP. */
  readonly broken?: boolean;
  /** Its answer to each prompt is this error. */
  readonly refuse?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** The command that starts it. Sessions are kept in the folder `TINYAGI_FAKE_ACP` of its environment. */
export function fakeAcpCommand(manners: FakeAcpManners = {}): readonly [string, ...string[]] {
  return [process.execPath, PROGRAM, JSON.stringify(manners)];
}
