/** Where output goes. Its own file, because it is a public type: it needs nothing else of this package. */
import type { Writable } from "node:stream";

/** A stream that may be a terminal. */
export type Screen = Writable & { isTTY?: boolean; columns?: number; rows?: number };
