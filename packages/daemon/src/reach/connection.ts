/**
 * One connection, step by step, so that the step that fails is known. Nothing but the address is sent: no key, no path of a
 * person, and to a proxy only its own password.
 */
import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { hostOfSocket, type NetworkProbe, type NetworkStage } from "@tinyagi/contracts";
import { readHead } from "./http-head.js";

type Times = NetworkProbe["ms"];

/** A step that failed. `code` is an errno, a code of Node or OpenSSL, an HTTP status or `timeout`. */
export class StepError extends Error {
  constructor(
    readonly stage: NetworkStage,
    readonly code: string,
  ) {
    super(`${stage}: ${code}`);
  }
}

export interface Steps {
  readonly signal: AbortSignal;
  readonly ms: Times;
  family: 4 | 6 | null;
}

/** Runs a step and notes how long it took. @throws StepError */
export async function timed<T>(
  steps: Steps,
  stage: NetworkStage & keyof Times,
  work: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  try {
    return await work();
  } catch (error) {
    throw error instanceof StepError ? error : new StepError(stage, getCode(error, steps.signal));
  } finally {
    steps.ms[stage] = (steps.ms[stage] ?? 0) + Math.round(performance.now() - began);
  }
}

function getCode(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return "timeout";
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "failed";
}

/** A connection to the host of a URL, with all addresses tried that the name has. */
export async function connectTo(url: URL, steps: Steps): Promise<Socket> {
  const host = hostOfSocket(url.hostname);
  if (isIP(host) === 0)
    await timed(steps, "dns", () => withSignal(steps.signal, lookup(host, { all: true })));
  return timed(steps, "connect", async () => {
    const socket = connectTcp({ host, port: getPort(url), autoSelectFamily: true });
    await opened(socket, "connect", steps.signal);
    steps.family = socket.remoteFamily === "IPv6" ? 6 : 4;
    return socket;
  });
}

/** The connection through a proxy. @throws StepError with the proxy's status when it refuses */
export async function throughProxy(proxy: URL, target: URL, steps: Steps): Promise<Socket> {
  const plain = await connectTo(proxy, steps);
  try {
    const socket = proxy.protocol === "https:" ? await secured(plain, proxy, steps) : plain;
    await timed(steps, "proxy", () => openTunnel(socket, { proxy, target, signal: steps.signal }));
    return socket;
  } catch (error) {
    // Only a connection that works is handed on; nobody else could close this one. TLS ends with it.
    plain.destroy();
    throw error;
  }
}

async function openTunnel(
  socket: Socket,
  { proxy, target, signal }: { proxy: URL; target: URL; signal: AbortSignal },
): Promise<void> {
  const place = `${target.hostname}:${getPort(target)}`;
  const { username, password } = proxy;
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    "base64",
  );
  const lines = [`CONNECT ${place} HTTP/1.1`, `Host: ${place}`];
  if (username !== "") lines.push(`Proxy-Authorization: Basic ${login}`);
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const { status } = await readHead(socket, signal);
  if (status < 200 || status >= 300) throw new StepError("proxy", String(status));
}

/** @throws StepError `tls` with the code of OpenSSL */
export function secured(socket: Socket, url: URL, steps: Steps): Promise<Socket> {
  return timed(steps, "tls", async () => {
    const host = hostOfSocket(url.hostname);
    const secure = connectTls({ socket, host, ...(isIP(host) === 0 ? { servername: host } : {}) });
    await opened(secure, "secureConnect", steps.signal);
    return secure;
  });
}

/** The status and headers of the answer to a request without any key. */
export function requestHead(socket: Socket, url: URL, steps: Steps): ReturnType<typeof readHead> {
  return timed(steps, "answer", () => {
    const lines = [`GET ${url.pathname} HTTP/1.1`, `Host: ${url.host}`, "User-Agent: tinyagi-doctor"];
    socket.write(`${[...lines, "Accept: application/json", "Connection: close"].join("\r\n")}\r\n\r\n`);
    return readHead(socket, steps.signal);
  });
}

function getPort({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

function opened(socket: Socket, event: "connect" | "secureConnect", signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => socket.destroy(new Error("timeout"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    socket.once("error", reject);
    socket.once("close", () => reject(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
    socket.once(event, () => {
      signal.removeEventListener("abort", abort);
      // Later errors belong to the step that reads.
      socket.on("error", () => {});
      resolve();
    });
  });
}

function withSignal<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
