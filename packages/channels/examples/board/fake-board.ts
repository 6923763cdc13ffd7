/** Board on 127.0.0.1, and what its people and accidents do. It speaks the real protocol, so that the adapter needs no test code. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { PlatformControl, ShownMessage } from "@tinyagi/channels/conformance";

const HOLD_MS = 20_000;
const EVE = { id: "eve", name: "<b>Eve</b>" };
const STATUS = { unreachable: 503, rate_limited: 429, permanent: 404, unauthorized: 401 } as const;

/** A message of a person, as Board delivers it. */
interface Delivered {
  readonly id: string;
  readonly [part: string]: unknown;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface FakeBoard extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly control: PlatformControl;
}

export async function openFakeBoard(): Promise<FakeBoard> {
  const token = "a-token-of-board";
  const files = new Map<string, Uint8Array>();
  const shown: ShownMessage[] = [];
  const sentByKey = new Map<string, ShownMessage>();
  const people = new Set<string>();
  let waiting: (Delivered & { number: number })[] = [];
  const confirmed: Delivered[] = [];
  const wakers = new Set<() => void>();
  let [numbers, isRevoked, nextSend] = [0, false, 0];

  function deliver(message: Delivered): void {
    numbers += 1;
    waiting.push({ ...message, number: numbers });
    for (const wake of wakers) wake();
  }

  /** Confirms what is older, then waits for the rest. */
  async function fetchAfter(after: number, request: IncomingMessage): Promise<Answer> {
    confirmed.push(...waiting.filter(({ number }) => number <= after));
    waiting = waiting.filter(({ number }) => number > after);
    if (waiting.length === 0) await somethingHappens(request);
    return { status: 200, body: waiting };
  }

  /** A new message, the end of the connection, or the end of the time for which a request is held. */
  async function somethingHappens(request: IncomingMessage): Promise<void> {
    let [wake, timer]: [() => void, NodeJS.Timeout | undefined] = [() => {}, undefined];
    await new Promise<void>((resolve) => {
      wake = resolve;
      wakers.add(wake);
      timer = setTimeout(wake, HOLD_MS);
      request.socket.once("close", wake);
    });
    wakers.delete(wake);
    clearTimeout(timer);
  }

  /** A message that is sent twice with the same key is shown once. */
  function show(key: string, message: Omit<ShownMessage, "id">): Answer {
    const sent = sentByKey.get(key) ?? { ...message, id: `b${shown.length}` };
    if (!shown.includes(sent)) shown.push(sent);
    if (key !== "") sentByKey.set(key, sent);
    return { status: 200, body: { id: sent.id } };
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://board");
    if (isRevoked || request.headers.authorization !== `Bearer ${token}`) return { status: 401 };
    const bytes = await buffer(request);
    if (request.method === "GET" && pathname === "/me") return { status: 200, body: { name: "tinybot" } };
    if (request.method === "GET" && pathname === "/messages")
      return fetchAfter(Number(query.get("after")), request);
    if (request.method === "GET") return { status: 200, body: files.get(pathname) };
    const status = nextSend;
    nextSend = 0;
    if (status !== 0) return { status };
    const [chatId, key] = [query.get("chat") ?? "", query.get("key") ?? ""];
    if (request.method === "PUT")
      return show(key, { chatId, text: "", file: { name: query.get("name") ?? "", bytes } });
    const { chat, text, replyTo = "", key: textKey = "" } = JSON.parse(bytes.toString("utf8"));
    if (typeof text !== "string" || text === "" || text.length > 4_096) return { status: 400 };
    return show(textKey, { chatId: chat, text, ...(people.has(replyTo) ? { replyTo } : {}) });
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (given) => write(response, given),
      () => write(response, { status: 500 }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const control: PlatformControl = {
    direct: EVE.id,
    group: "team",
    person: EVE,
    async say(chat, text, { mention = false, file } = {}) {
      const id = `m${people.size}`;
      people.add(id);
      const path = `/files/${id}`;
      if (file !== undefined) files.set(path, file.bytes);
      deliver({
        id,
        chat,
        isGroup: chat === "team",
        isMention: mention,
        from: EVE,
        text: mention ? `@bot ${text}` : text,
        ...(file === undefined ? {} : { file: { name: file.name, bytes: file.bytes.length, path } }),
      });
      return id;
    },
    forward: "impossible",
    quote: "impossible",
    press: () => Promise.reject(new Error("Board has no buttons")),
    shown: async (chat) => shown.filter(({ chatId }) => chatId === chat),
    async redeliver() {
      // What waits may have been fetched, and not be confirmed yet.
      for (const message of [...confirmed.splice(0), ...waiting]) deliver(message);
    },
    disconnect: async () => server.closeAllConnections(),
    async failNextSend(kind) {
      nextSend = STATUS[kind];
    },
    async revokeToken() {
      isRevoked = true;
    },
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    control,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function write(response: ServerResponse, { status, body }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, status === 429 ? { "retry-after": "3" } : {});
  response.end(body instanceof Uint8Array ? body : JSON.stringify(body ?? {}));
}
