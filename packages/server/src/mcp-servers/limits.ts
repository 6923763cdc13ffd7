/** What an MCP server may be at most. A server is a program of others: huge, slow or lying ones harm nobody. */
const MIB = 1_024 * 1_024;

/** Of one list. */
export const TOOLS_MAX = 100;
export const PAGES_MAX = 20;
/** Name, texts and schema of one tool, as JSON. */
export const DEFINITION_MAX_BYTES = 32 * 1_024;
export const DESCRIPTION_MAX_CHARS = 2_000;
export const SCHEMA_DEPTH_MAX = 24;
/** Of one message of the protocol. Parsing one takes about 40 ms. */
export const MESSAGE_MAX_BYTES = 4 * MIB;
/** Of what a program writes until it is asked for something again. */
export const UNASKED_MAX_BYTES = 16 * MIB;
export const UNASKED_MAX_MESSAGES = 2_000;
/** Of one result. */
export const RESULT_MAX_CHARS = 100_000;
/** Each costs a few words around it, even an empty one. */
export const PARTS_MAX = 100;
export const IMAGES_MAX = 4;
export const IMAGE_MAX_CHARS = 2 * MIB;
export const PROBLEM_MAX_CHARS = 300;
/** Of what a program writes on stderr, for one life of it. */
export const STDERR_MAX_CHARS = 64 * 1_024;
/** From the start until the first answer, and of one list. */
export const START_TIMEOUT_MS = 30_000;
/** Without a call, a server is ended. */
export const IDLE_MS = 5 * 60_000;
/** An older list is read again before a call. */
export const LIST_AGE_MAX_MS = 60_000;
/** After failed starts in a row. */
export const BACKOFF_BASE_MS = 1_000;
export const BACKOFF_MAX_MS = 60_000;
/** For a program to end by itself before its group is killed. */
export const END_GRACE_MS = 2_000;
/** For the system to end a group that was killed. */
export const KILL_WAIT_MS = 2_000;
/** For the last words of a program that has ended, while something else holds its output open. */
export const OUTPUT_GRACE_MS = 500;
