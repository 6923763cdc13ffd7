/**
 * A real Redis or Valkey server for tests, on loopback. It can be killed, frozen and started again on the same port, empty or
 * with what it had. Skip tests without one: `needs("redis-server")`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { findOnPath } from "../../../scripts/support/tools.mjs";
import { waitFor } from "./wait-for.js";

export interface EngineServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Starts it again after `kill`. Resolves when it answers. */
  start(): Promise<void>;
  /** SIGKILL. Resolves when it has ended. */
  kill(): Promise<void>;
  /** What it kept on disk is gone. Only while it does not run. */
  forget(): void;
  freeze(): void;
  thaw(): void;
  /** Sends an inline command, as an operator would. Resolves with the raw answer. */
  send(command: string): Promise<string>;
}

export interface EngineServerOptions {
  /** Folder in which it keeps its data. Default: nothing is kept, and started again it is empty. */
  readonly keepIn?: string;
}

export async function startEngineServer({ keepIn }: EngineServerOptions = {}): Promise<EngineServer> {
  const program = findOnPath("redis-server") ?? findOnPath("valkey-server");
  if (program === undefined) throw new Error("no redis-server on PATH: use needs() in the test");
  const port = await findPort();
  let child: ChildProcess | undefined;
  const server: EngineServer = {
    port,
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const kept = keepIn === undefined ? ["no"] : ["yes", "--appendfsync", "always", "--dir", keepIn];
      const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", ...kept];
      child = spawn(program, args, { stdio: "ignore", cwd: "/" });
      await waitFor(async () => (await server.send("PING")).startsWith("+PONG"), { what: "the engine" });
    },
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
    forget() {
      if (keepIn !== undefined) rmSync(join(keepIn, "appendonlydir"), { recursive: true, force: true });
    },
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    send: (command) => sendInline(port, command),
    [Symbol.asyncDispose]: () => server.kill(),
  };
  await server.start();
  return server;
}

async function findPort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

async function sendInline(port: number, command: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  try {
    socket.end(`${command}\r\n`);
    const parts: Buffer[] = [];
    for await (const part of socket) parts.push(part);
    return Buffer.concat(parts).toString();
  } finally {
    socket.destroy();
  }
}
