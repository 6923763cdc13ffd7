/**
 * Bodies that no client should send, to every route of the table: the answer is always a refusal with a code, never an
 * error of the server, and the daemon goes on.
 *
 * @requirement SECURE-1
 */
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { ROUTES, type RouteDefinition } from "@tinyagi/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "../e2e/support/daemon.js";
import { openStage, type Stage } from "../e2e/support/stage.js";

const JSON_TYPE = "application/json";
const CUT_GZIP = gzipSync(Buffer.from('{"a":1}')).subarray(0, 12);

interface Body {
  what: string;
  bytes: Uint8Array | string;
  type?: string | null;
  headers?: Readonly<Record<string, string>>;
  /** What Content-Length says; default: the truth, and `null` leaves it out. */
  length?: number | null;
}

const BODIES: readonly Body[] = [
  { what: "nothing", bytes: "", type: null, length: null },
  { what: "nothing, with a length of 0", bytes: "", type: null },
  { what: "nothing, as JSON", bytes: "" },
  { what: "white space", bytes: " \n" },
  { what: "words", bytes: "hello" },
  { what: "null", bytes: "null" },
  { what: "a number", bytes: "1e999" },
  { what: "a text", bytes: '"text"' },
  { what: "an empty list", bytes: "[]" },
  { what: "a list of nulls", bytes: "[null,null]" },
  { what: "an object of other fields", bytes: '{"nothing":{"of":["this"]}}' },
  { what: "half an object", bytes: '{"a":' },
  { what: "two objects", bytes: "{}{}" },
  { what: "a byte order mark", bytes: "\uFEFF{}" },
  { what: "a NUL", bytes: '{"a":"\0"}' },
  { what: "bytes that are not UTF-8", bytes: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) },
  { what: "half a surrogate pair", bytes: '{"message":"\\ud800","name":"\\ud800"}' },
  { what: "deep lists", bytes: "[".repeat(5_000) },
  { what: "deep objects", bytes: `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}` },
  { what: "a prototype", bytes: '{"__proto__":{"a":1}}' },
  { what: "cut gzip", bytes: CUT_GZIP, headers: { "content-encoding": "gzip" } },
  { what: "another type", bytes: "a=1", type: "application/x-www-form-urlencoded" },
  { what: "a body without a type", bytes: "{}", type: null },
  { what: "a JSON-RPC message that names nothing", bytes: '{"jsonrpc":"2.0"}' },
  {
    what: "a batch of JSON-RPC calls",
    bytes: `[${[1, 2].map((id) => `{"jsonrpc":"2.0","id":${id},"method":"tools/list"}`).join()}]`,
  },
  { what: "a JSON-RPC call with odd parts", bytes: '{"jsonrpc":"2.0","id":{},"method":7,"params":null}' },
];

/** It ends the daemon, whatever the body is. */
const ACTS: ReadonlySet<string> = new Set(["restart"]);

const routes = (Object.entries(ROUTES) as [string, RouteDefinition][])
  .filter(([name, { method }]) => method !== "GET" && !ACTS.has(name))
  .map(([name, { method, path }]) => ({ name, method, path: path.replace(/:[a-zA-Z]+/g, "1") }));

let stage: Stage;
let daemon: Daemon;
beforeAll(async () => {
  stage = await openStage({
    settings: { agents: { coder: { name: "Coder", provider: "demo", model: "" } } },
  });
  daemon = await stage.start();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** The raw answer, until the server closes the connection. */
function sendRaw(method: string, path: string, body: Body): Promise<string> {
  const bytes = Buffer.from(body.bytes as string);
  const length = body.length === undefined ? bytes.length : body.length;
  const type = body.type === undefined ? JSON_TYPE : body.type;
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${daemon.port}`,
    `Authorization: Bearer ${daemon.token}`,
    "Accept: application/json, text/event-stream",
    "Connection: close",
    ...(type === null ? [] : [`Content-Type: ${type}`]),
    ...(length === null ? [] : [`Content-Length: ${length}`]),
    ...Object.entries(body.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  ];
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(daemon.port, "127.0.0.1", () => {
      socket.write(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), bytes]));
      // Only the end says that the rest of the body does not come.
      if (length !== null && length > bytes.length) socket.end();
    });
    socket.on("data", (chunk) => {
      answer += String(chunk);
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

interface Said {
  status: number;
  type: string;
  body: string;
}

function read(answer: string): Said {
  const [head = "", ...rest] = answer.split("\r\n\r\n");
  return {
    status: Number(head.split(" ")[1]),
    type: /^content-type: ([^;\r]*)/im.exec(head)?.[1] ?? "",
    body: rest.join("\r\n\r\n").trim(),
  };
}

/** A refusal is the one error shape, or of the protocol that the route speaks. */
function findProblem({ status, body }: Said): string | undefined {
  if (!(status >= 200 && status < 500)) return `status ${status}`;
  if (status < 400) return undefined;
  const said = JSON.parse(body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1)) as Record<
    string,
    unknown
  >;
  const inside = said.error as { code?: unknown } | string | undefined;
  // JSON-RPC and OpenAI's API have their code within the error.
  const code = said.code ?? (typeof inside === "object" ? inside.code : undefined);
  return inside !== undefined && code !== undefined ? undefined : `no code in ${body}`;
}

describe("a body that makes no sense", () => {
  test.each(routes)(
    "is refused by $method $path, and never an error of the server",
    async ({ method, path }) => {
      const problems: string[] = [];
      for (const body of BODIES) {
        const said = read(await sendRaw(method, path, body));
        const problem = findProblem(said);
        if (problem !== undefined) problems.push(`${body.what}: ${problem} ${said.body.slice(0, 200)}`);
      }
      expect(problems).toEqual([]);
    },
  );

  test.each([
    ["shorter than its length", 50],
    ["longer than its length", 1],
  ])("that is %s is no error of the server", async (_what, length) => {
    for (const { method, path } of routes) {
      const answer = await sendRaw(method, path, { what: "", bytes: '{"a":1}', length });
      // The connection may close without an answer: the request never ended.
      if (answer !== "") expect(read(answer).status, `${method} ${path}`).toBeLessThan(500);
    }
    expect((await daemon.call("GET", "/api/status")).status).toBe(200);
  });
});

/** Values of fields that GET routes have, and of one that none has. */
const QUERIES = [
  ...[
    "limit=abc",
    "limit=-1",
    "limit=1e99",
    "limit[]=1",
    "limit=1&limit=2",
    "since=%ff",
    "since=99999999999999999",
  ],
  ...[
    "before=%00",
    "q=",
    "q=%ED%A0%80",
    `q=${"(".repeat(500)}`,
    "agent=__proto__",
    "status=%22",
    "from=NaN&to=Infinity",
  ],
  ...["conversation=..%2f..", "channel=%20", "format=exe", "id=1;drop", "x=1", "&&&===", "%", "a=%E0%A4%A"],
];
const readable = (Object.entries(ROUTES) as [string, RouteDefinition][])
  .filter(([, { method, stream }]) => method === "GET" && stream === undefined)
  .map(([, { path }]) => path.replace(/:[a-zA-Z]+/g, "1"));

describe("a query that makes no sense", () => {
  test.each(readable)("is no error of the server for GET %s", async (path) => {
    const problems: string[] = [];
    for (const query of QUERIES) {
      const { status, text } = await daemon.call("GET", `${path}?${query}`);
      const problem = status < 400 ? undefined : findProblem({ status, type: "", body: text });
      if (problem !== undefined) problems.push(`${query}: ${problem}`);
    }
    expect(problems).toEqual([]);
  });
});

test("the log names no error of the server", async () => {
  const { lines } = (await daemon.call<{ lines: string[] }>("GET", "/api/logs?limit=500")).body;
  expect(lines.filter((line) => line.includes("request failed"))).toEqual([]);
});
