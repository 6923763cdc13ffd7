/** A connection to a host, directly or through the proxy that this machine uses itself. */
import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { hostOfSocket } from "@tinyagi/contracts";

const CONNECT_MS = 30_000;
const HEAD_MAX_BYTES = 16 * 1_024;

/** Where to connect to. */
export interface HostAddress {
  readonly host: string;
  readonly port: number;
}

/** The proxy for a host; undefined for a direct connection. */
export type Upstream = (address: HostAddress) => Promise<URL | undefined>;

/** @throws when the connection, or the proxy, fails */
export async function reachHost(address: HostAddress, via: Upstream): Promise<Socket> {
  const proxy = await via(address);
  return proxy === undefined ? direct(address) : throughProxy(address, proxy);
}

function direct(address: HostAddress): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...address, autoSelectFamily: true });
    socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error("no answer in time")));
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

async function throughProxy(address: HostAddress, proxy: URL): Promise<Socket> {
  const secure = proxy.protocol === "https:";
  const port = proxy.port === "" ? (secure ? 443 : 80) : Number(proxy.port);
  const host = hostOfSocket(proxy.hostname);
  const plain = await direct({ host, port });
  const socket = secure ? connectTls({ socket: plain, servername: isIP(host) === 0 ? host : "" }) : plain;
  try {
    socket.write(connectRequest(address, proxy));
    const { status, rest } = await toAnswer(socket);
    if (status !== 200) throw new Error(`the proxy refused with status ${status}`);
    socket.unshift(rest);
    return socket;
  } catch (error) {
    plain.destroy();
    throw error;
  }
}

function connectRequest({ host, port }: HostAddress, { username, password }: URL): string {
  const place = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  const lines = [`CONNECT ${place} HTTP/1.1`, `Host: ${place}`];
  if (username !== "") lines.push(`Proxy-Authorization: Basic ${login.toString("base64")}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** Reads the head of the proxy's answer, and nothing that comes after it. */
function toAnswer(socket: Socket): Promise<{ status: number; rest: Buffer }> {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    function fail(error?: unknown): void {
      clearTimeout(late);
      reject(error instanceof Error ? error : new Error("the proxy closed the connection"));
    }
    const late = setTimeout(() => fail(new Error("the proxy gave no answer in time")), CONNECT_MS);
    const take = (bytes: Buffer) => {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf("\r\n\r\n");
      if (end === -1 && head.length > HEAD_MAX_BYTES) fail(new Error("the proxy's answer is too long"));
      if (end === -1) return;
      const status = Number(head.subarray(9, 12).toString("latin1"));
      clearTimeout(late);
      socket.pause().off("data", take).off("error", fail).off("close", fail);
      resolve({ status, rest: head.subarray(end + 4) });
    };
    socket.on("data", take).once("error", fail).once("close", fail);
  });
}
