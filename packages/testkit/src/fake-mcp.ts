/** A fake MCP server as a test configures and changes it: as a program, or at an address. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { waitFor } from "./wait-for.js";

const PROGRAM = fileURLToPath(new URL("../bin/fake-mcp.mjs", import.meta.url));

/** What the server does. See `bin/fake-mcp.mjs`. */
export interface FakeMcpState {
  readonly tools?: readonly object[];
  /** By method of the protocol. */
  readonly behave?: Readonly<
    Record<string, "silent" | "garbage" | "huge" | "flood" | "error" | "exit" | "pages">
  >;
  readonly result?: unknown;
  readonly stubborn?: boolean;
}

export interface FakeMcp {
  /** Its entry in `mcp_servers`. */
  readonly config: Record<string, unknown>;
  set(state: FakeMcpState): void;
  /** Messages that it got. */
  calls(): { method: string; params?: { name?: string; arguments?: unknown } }[];
  /** The ids of its processes, in order. */
  starts(): number[];
}

/** @param file a path that does not exist, in a folder of the test */
export function createFakeMcp(file: string, state: FakeMcpState): FakeMcp {
  // A file exists for a moment before its first line is in it.
  const lines = (name: string) => toText(`${file}.${name}`).split("\n").slice(0, -1);
  const set = (next: FakeMcpState) => {
    writeFileSync(`${file}.next`, JSON.stringify(next));
    renameSync(`${file}.next`, file);
  };
  set(state);
  return {
    config: { command: process.execPath, args: [PROGRAM, file] },
    set,
    calls: () => lines("calls").map((line) => JSON.parse(line)),
    starts: () => lines("starts").map(Number),
  };
}

function toText(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** The same at an address of this machine. */
export async function startFakeMcp(
  file: string,
  state: FakeMcpState,
): Promise<FakeMcp & AsyncDisposable & { readonly process: ChildProcess }> {
  const fake = createFakeMcp(file, state);
  const child = spawn(process.execPath, [PROGRAM, file, "--http"], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const port = await waitFor(() => toText(`${file}.port`).trim());
  return {
    ...fake,
    config: { url: `http://127.0.0.1:${port}/mcp` },
    process: child,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
