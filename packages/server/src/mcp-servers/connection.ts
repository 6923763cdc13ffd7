/**
 * An open connection to one MCP server, by the client of the protocol's SDK. It says nothing about TinyAGI but its name,
 * offers the server nothing (no files, no questions, no models), and checks nothing by schemas of the server, whose patterns
 * could take any time.
 */
import {
  Client,
  type OAuthClientProvider,
  SdkError,
  SdkErrorCode,
  StreamableHTTPClientTransport,
  type Transport,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import { AppError } from "@tinyagi/contracts";
import { boundedFetch } from "./bounded-fetch.js";
import { PAGES_MAX, TOOLS_MAX } from "./limits.js";
import { createLoginFetch } from "./login-fetch.js";
import { createProgramTransport, type ProgramOptions } from "./program-transport.js";
import type { RawResult } from "./result.js";
import type { RawTool } from "./tool-list.js";

const HTTP_UNAUTHORIZED = 401;

/** Where a server is, with the values of its secrets. */
export type ServerPlace =
  | ({ readonly kind: "program" } & Omit<ProgramOptions, "onStderr">)
  | {
      readonly kind: "address";
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      /** The owner's login, if there is one. */
      readonly login: OAuthClientProvider | undefined;
    };

export interface Connection extends AsyncDisposable {
  pid(): number | undefined;
  /** All pages, as far as they are bounded. @param signal ends a list that takes too long */
  list(signal: AbortSignal): Promise<RawTool[]>;
  /** @throws AppError `TIMED_OUT`, and the error of the connection or of the server */
  call(name: string, input: Record<string, unknown>, limits: CallLimits): Promise<RawResult>;
}

export interface CallLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

export interface ConnectionOptions {
  readonly place: ServerPlace;
  /** Ends an opening that takes too long. */
  readonly signal: AbortSignal;
  readonly onStderr: (text: string) => void;
  /** The server says that its tools are others now. */
  readonly onToolsChanged: () => void;
  /** Called once, also after `close`. */
  readonly onClosed: () => void;
}

/** @throws the error of the program's start, of the network or of the protocol */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { place, signal, onStderr, onToolsChanged, onClosed } = options;
  const client = new Client(
    { name: "tinyagi", version: "1" },
    {
      jsonSchemaValidator: {
        getValidator: () => (input) => ({ valid: true, data: input as never, errorMessage: undefined }),
      },
    },
  );
  const program = place.kind === "program" ? createProgramTransport({ ...place, onStderr }) : undefined;
  const transport: Transport = program ?? addressTransport(place as ServerPlace & { kind: "address" });
  client.onclose = onClosed;
  client.setNotificationHandler("notifications/tools/list_changed", onToolsChanged);
  try {
    await client.connect(transport, { signal });
  } catch (error) {
    await transport.close();
    throw afterLogin(error);
  }
  return {
    pid: () => program?.pid(),
    async list(signal) {
      const tools: RawTool[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < PAGES_MAX && tools.length <= TOOLS_MAX; page += 1) {
        const params = cursor === undefined ? {} : { cursor };
        const answer = await client
          .request({ method: "tools/list", params }, { signal })
          .catch((error: unknown) => {
            throw afterLogin(error);
          });
        tools.push(...answer.tools);
        cursor = answer.nextCursor;
        if (cursor === undefined) break;
      }
      return tools;
    },
    async call(name, input, { signal, timeoutMs }) {
      const limits = { signal, timeout: timeoutMs, maxTotalTimeout: timeoutMs };
      try {
        return await client.request({ method: "tools/call", params: { name, arguments: input } }, limits);
      } catch (error) {
        throw inTime(afterLogin(error));
      }
    },
    async [Symbol.asyncDispose]() {
      // Before the protocol's own end: it does not wait for the group of a program.
      await program?.close();
      await client.close();
    },
  };
}

/** The server wants a login, or no longer knows the one there is. */
function afterLogin(error: unknown): unknown {
  const { status } = Object(error) as { status?: unknown };
  if (!(error instanceof UnauthorizedError) && status !== HTTP_UNAUTHORIZED) return error;
  return new AppError("UNAUTHORIZED", "The MCP server wants a login.");
}

function inTime(error: unknown): unknown {
  if (!(error instanceof SdkError) || error.code !== SdkErrorCode.RequestTimeout) return error;
  const message = "The MCP server did not answer in time. The call may have had an effect.";
  return new AppError("TIMED_OUT", message, { cause: error });
}

function addressTransport({ url, headers, login }: ServerPlace & { kind: "address" }): Transport {
  return new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { ...headers } },
    fetch: fetchFor({ url, headers, login }),
    ...(login === undefined ? {} : { authProvider: login }),
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 1_000,
      maxReconnectionDelay: 1_000,
      reconnectionDelayGrowFactor: 1,
    },
  });
}

/** With a login, the transport also renews it, elsewhere than at the server's address. */
function fetchFor({
  url: server,
  headers,
  login,
}: Omit<ServerPlace & { kind: "address" }, "kind">): typeof boundedFetch {
  if (login === undefined) return boundedFetch;
  const renew = createLoginFetch(server, headers);
  const { href } = new URL(server);
  return (url, init) => (new URL(url).href === href ? boundedFetch(url, init) : renew(url, init));
}
