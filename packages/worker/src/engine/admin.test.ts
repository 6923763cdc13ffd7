/** What the user of a worker may do at a real engine: each refusal. */
import { randomBytes } from "node:crypto";
import { createClient } from "@redis/client";
import { needs, startEngineServer, waitFor } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  digestOf,
  joinPasswordOf,
  joinStreamsOf,
  joinUser,
  userPrefix,
  withUser,
  workerUser,
} from "../join/join-keys.js";
import { type EngineAdmin, openEngineAdmin } from "./admin.js";
import { streamsOf } from "./streams.js";

const PLACE = { homeId: "home", name: "nas" };
const PASSWORD = "of-the-worker";

async function openAdmin(url: string): Promise<EngineAdmin> {
  let isOpen = false;
  const onOpen = () => {
    isOpen = true;
  };
  const admin = await openEngineAdmin({ url, onError: () => {}, onOpen });
  onTestFinished(() => admin[Symbol.asyncDispose]());
  await waitFor(() => isOpen, { what: "the engine" });
  return admin;
}

async function openEngine() {
  const server = await startEngineServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { server, admin: await openAdmin(server.url) };
}

async function connectAs(url: string, who: { user: string; password: string }) {
  const client = createClient({
    url: withUser(url, who),
    RESP: 2,
    disableClientInfo: true,
    socket: { reconnectStrategy: false },
  });
  client.on("error", () => {});
  await client.connect();
  onTestFinished(() => client.destroy());
  return (...words: string[]) =>
    client.sendCommand(words).then(
      () => "done",
      (error: Error) => error.message.split(" ", 1)[0],
    );
}

describe("the user of a worker", needs("redis-server"), () => {
  const { hello, up, down } = streamsOf(PLACE.homeId, PLACE.name);
  const other = streamsOf(PLACE.homeId, "gpu");
  const worker = workerUser(PLACE, digestOf(PASSWORD));

  test.each([
    ["writes what it says", ["XADD", up, "1-1", "d", "x"], "done"],
    ["writes its hello", ["XADD", hello, "1-1", "d", "x"], "done"],
    ["reads what it is told", ["XREAD", "COUNT", "1", "STREAMS", down, "0-0"], "done"],
    ["does not write what it is told", ["XADD", down, "1-1", "d", "x"], "NOPERM"],
    ["does not read what it said", ["XREAD", "COUNT", "1", "STREAMS", up, "0-0"], "NOPERM"],
    ["does not write as another worker", ["XADD", other.up, "1-1", "d", "x"], "NOPERM"],
    ["does not read what another is told", ["XREAD", "COUNT", "1", "STREAMS", other.down, "0-0"], "NOPERM"],
    ["removes nothing", ["DEL", down], "NOPERM"],
    ["lists no keys", ["KEYS", "*"], "NOPERM"],
    ["changes no user", ["ACL", "SETUSER", "default", "off"], "NOPERM"],
    ["configures nothing", ["CONFIG", "GET", "*"], "NOPERM"],
    ["empties nothing", ["FLUSHALL"], "NOPERM"],
    ["sees no other connection", ["CLIENT", "LIST"], "NOPERM"],
    ["runs no script", ["EVAL", "return 1", "0"], "NOPERM"],
  ] as const)("%s", async (_what, words, answer) => {
    const { server, admin } = await openEngine();
    await admin.setUsers(userPrefix(PLACE.homeId), [worker]);
    const say = await connectAs(server.url, { user: worker.name, password: PASSWORD });
    expect(await say(...words)).toBe(answer);
  });

  test("is gone with its connections when it is not named any more, and users of other homes stay", async () => {
    const { server, admin } = await openEngine();
    const far = workerUser({ homeId: "other", name: "nas" }, digestOf(PASSWORD));
    await admin.setUsers(userPrefix("other"), [far]);
    await admin.setUsers(userPrefix(PLACE.homeId), [worker]);
    const say = await connectAs(server.url, { user: worker.name, password: PASSWORD });
    await admin.setUsers(userPrefix(PLACE.homeId), []);
    expect(await say("PING")).not.toBe("done");
    await expect(connectAs(server.url, { user: worker.name, password: PASSWORD })).rejects.toThrow(
      "WRONGPASS",
    );
    await connectAs(server.url, { user: far.name, password: PASSWORD });
  });

  test("of an invitation asks and reads the answer, and nothing of a worker", async () => {
    const { server, admin } = await openEngine();
    const secret = randomBytes(32);
    const user = joinUser(PLACE, secret);
    await admin.setUsers(userPrefix(PLACE.homeId), [user]);
    const say = await connectAs(server.url, { user: user.name, password: joinPasswordOf(secret) });
    const { ask, answer } = joinStreamsOf(PLACE);
    expect(await say("XADD", ask, "1-1", "d", "x")).toBe("done");
    expect(await say("XREAD", "STREAMS", answer, "0-0")).toBe("done");
    expect(await say("XADD", answer, "1-1", "d", "x")).toBe("NOPERM");
    expect(await say("XADD", up, "1-1", "d", "x")).toBe("NOPERM");
    expect(await say("XREAD", "STREAMS", down, "0-0")).toBe("NOPERM");
  });

  test("the version of the server and what it does when it is full are known", async () => {
    const { admin } = await openEngine();
    const facts = await admin.look();
    expect(Number.parseInt(facts.version, 10)).toBeGreaterThanOrEqual(7);
    expect(facts.eviction).toBe("noeviction");
  });
});
