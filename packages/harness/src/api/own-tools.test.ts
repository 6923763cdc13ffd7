/** The tools of TinyAGI of an API agent: in this process where the daemon is in it, else over HTTP. */
import type { HarnessEvent, HarnessMcp } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { createPermissionServer } from "../fixtures/permission-server.js";
import { type OwnToolServer, openOwnTools } from "./own-tools.js";

const NOBODY: HarnessMcp = { url: "http://127.0.0.1:1/mcp", token: "t", tokenFile: "/nowhere" };
const here = () => new AbortController().signal;

function watch() {
  const events: HarnessEvent[] = [];
  return { events, context: { signal: here(), onEvent: (event: HarnessEvent) => events.push(event) } };
}

test("are called in this process, with the token of the run at each call", async () => {
  const calls: unknown[] = [];
  const server: OwnToolServer = {
    async list(token) {
      calls.push(["list", token]);
      return [{ name: "say", description: "Says.", inputSchema: { type: "object" } }];
    },
    async call({ token, name, input }) {
      calls.push([name, token, input]);
      return { content: [{ type: "text", text: "said" }] };
    },
  };
  const { events, context } = watch();
  const own = await openOwnTools({ mcp: NOBODY }, context, () => server);
  expect(own?.tools.map(({ name }) => name)).toEqual(["tinyagi_say"]);
  expect(await own?.tools[0]?.execute({ a: 1 }, partial({ signal: here() }))).toBe("said");
  expect(calls).toEqual([
    ["list", "t"],
    ["say", "t", { a: 1 }],
  ]);
  expect(events).toEqual([]);
});

test("are called over HTTP where the daemon is another process", async () => {
  await using server = await createPermissionServer(() => ({}));
  await using own = await openOwnTools({ mcp: server.access }, watch().context);
  expect(own?.tools.map(({ name }) => name)).toContain("tinyagi_list_team");
});

test("that cannot be reached, or refuse, leave the agent at work, and are reported", async () => {
  const refusing = partial<OwnToolServer>({ list: () => Promise.reject(new Error("The token is wrong.")) });
  for (const find of [() => refusing, undefined]) {
    const { events, context } = watch();
    expect(await openOwnTools({ mcp: NOBODY }, context, find)).toBeUndefined();
    expect(events).toMatchObject([{ type: "error", class: "transient" }]);
  }
});

test("a run without access has none", async () => {
  const { events, context } = watch();
  expect(await openOwnTools({}, context)).toBeUndefined();
  expect(events).toEqual([]);
});
