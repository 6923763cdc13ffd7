/**
 * The tools of TinyAGI for an agent that runs in this process, without a connection. Each call passes the checks that the
 * route of the protocol makes: the run's token, the kind of caller, size and shape of the input, calls that are open at once,
 * and whether the daemon still serves. A token opens nothing here that it would not open there.
 */
import { AppError, ROUTES, type RouteDefinition } from "@tinyagi/contracts";
import { parseJsonBody } from "../body/json-body.js";
import type { AppLimits } from "../options.js";
import type { RouteContext } from "../route-handlers.js";
import { authorizeCaller } from "../security/authorize.js";
import { type Identify, type RunPrincipal, toAuthor } from "../security/principal.js";
import { type RefuseWrong, RetryLaterError } from "../security/wrong-credentials.js";
import type { ToolResult } from "./call-tool.js";
import type { ListedTool } from "./listed-tool.js";
import type { OpenCalls } from "./open-calls.js";
import type { ToolDesk } from "./tool-desk.js";

const RETRY_S = 5;
const ROUTE: RouteDefinition = ROUTES.mcp;

export interface RunTools {
  /** Loads the tools ahead of the first call. */
  load(): Promise<void>;
  /** @throws AppError as the route answers */
  list(token: string, signal: AbortSignal): Promise<readonly ListedTool[]>;
  /** A refusal of the tool is a result. @throws AppError as the route answers */
  call(call: RunToolCall): Promise<ToolResult>;
}

export interface RunToolCall {
  readonly token: string;
  readonly name: string;
  /** As the model wrote it. */
  readonly input: unknown;
  readonly signal: AbortSignal;
}

export interface RunToolsOptions {
  readonly desk: () => Promise<ToolDesk>;
  readonly open: OpenCalls;
  readonly identify: Identify;
  readonly refuseWrong: RefuseWrong;
  readonly isClosing: () => boolean;
  readonly limits: Pick<AppLimits, "jsonDepth" | "jsonValues">;
}

export function createRunTools(options: RunToolsOptions): RunTools {
  const { desk, open, limits } = options;

  /** Who calls. The same order as for a request: token, shutdown, kind of caller. */
  function admit(token: string): RunPrincipal {
    const principal = options.identify(token);
    if (principal === undefined) throw options.refuseWrong("The token is wrong.");
    if (options.isClosing())
      throw new RetryLaterError("SHUTTING_DOWN", "The daemon is stopping. Try again shortly.", RETRY_S);
    authorizeCaller(ROUTE, principal);
    if (principal.kind !== "run") throw new AppError("FORBIDDEN", "Only a run has tools here.");
    return principal;
  }

  return {
    load: async () => void (await desk()),
    async list(token, signal) {
      const principal = admit(token);
      using _call = entered(open, principal);
      using asked = contextOf(principal, { signal, refuseWrong: options.refuseWrong });
      return await (await desk()).list(asked.context);
    },
    async call({ token, name, input, signal }) {
      const principal = admit(token);
      const checked = checkInput(input, limits);
      using _call = entered(open, principal);
      using asked = contextOf(principal, { signal, refuseWrong: options.refuseWrong });
      const result = await (await desk()).call({ name, input: checked, textOnly: true }, asked.context);
      if (result === undefined) throw new AppError("NOT_FOUND", "There is no such tool. List them first.");
      return result;
    },
  };
}

function entered(open: OpenCalls, principal: RunPrincipal): Disposable {
  const leave = open.enter(principal);
  return { [Symbol.dispose]: leave };
}

/** What a model wrote is as foreign as the body of a request. The result shares nothing with it. */
function checkInput(
  input: unknown,
  { jsonDepth, jsonValues }: RunToolsOptions["limits"],
): Record<string, unknown> {
  const bytes = Buffer.from(JSON.stringify(input ?? {}));
  if (bytes.length > ROUTE.bodyLimit)
    throw new AppError("PAYLOAD_TOO_LARGE", `The input has more than ${ROUTE.bodyLimit} bytes. Send less.`);
  const parsed = parseJsonBody(bytes, { maxDepth: jsonDepth, maxValues: jsonValues });
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new AppError("INVALID_INPUT", "The input of a tool must be an object.");
  return parsed as Record<string, unknown>;
}

/** There is no request: nothing has headers, and a code of a confirmation cannot come with it. */
function contextOf(
  principal: RunPrincipal,
  { signal, refuseWrong }: { signal: AbortSignal; refuseWrong: RefuseWrong },
): Disposable & { context: RouteContext } {
  const gone = new AbortController();
  const onAbort = () => gone.abort(new AppError("UNAVAILABLE", "The caller disconnected."));
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  const author = toAuthor(principal);
  return {
    context: {
      author,
      actor: author.label,
      principal,
      signal: gone.signal,
      http: {
        header: () => [],
        rawBody: undefined,
        setHeader() {},
        confirmation: () => ({ digest: "", code: undefined }),
        refuseWrong,
      },
    },
    [Symbol.dispose]: () => signal.removeEventListener("abort", onAbort),
  };
}
