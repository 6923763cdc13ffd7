/**
 * Events become notifications that reach a browser over a push service, which decrypts them and checks the signature.
 *
 * @requirement PUSH-1
 * @requirement PUSH-2
 */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createVirtualClock, SILENT_LOG } from "@tinyagi/base";
import { type JournalEvent, type PushSettings, settingsSchema } from "@tinyagi/contracts";
import { createJournal } from "@tinyagi/kernel";
import { type FakePush, needs, startFakePush } from "@tinyagi/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createTempStore } from "../../../kernel/src/store/fixture.js";
import { ATTEMPTS_MAX } from "./deliveries.js";
import { createPush } from "./push.js";

const NOON = new Date(2026, 10, 27, 12, 0).getTime();
const BY = { by: "terminal", session: null };
let service: FakePush;
let names = 0;

describe("notifications", needs("openssl"), () => {
  beforeAll(async () => {
    service = await startFakePush();
  });
  afterAll(() => service[Symbol.asyncDispose]());
  beforeEach(() => {
    names += 1;
  });

  async function fixture(push: Partial<PushSettings> = {}, resolve?: () => Promise<string[]>) {
    const temp = createTempStore();
    const { store, folder } = temp;
    const clock = createVirtualClock(NOON);
    const journal = createJournal({ store, clock, log: SILENT_LOG });
    const state = { push, pages: 0 };
    const build = () =>
      createPush({
        path: join(folder, "push.json"),
        store,
        journal,
        clock,
        log: SILENT_LOG,
        settings: () =>
          settingsSchema.parse({
            push: state.push,
            agents: { coder: { name: "Coder", provider: "demo", model: "" } },
          }),
        openPages: () => state.pages,
        post: {
          isAllowed: (address) => address === "127.0.0.1",
          ca: service.ca,
          ...(resolve && { resolve }),
        },
      });
    let pusher = build();
    onTestFinished(async () => {
      await pusher[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    });
    const browser = `phone ${names}`;
    return {
      store,
      clock,
      state,
      browser,
      file: join(folder, "push.json"),
      get push() {
        return pusher;
      },
      async stop() {
        await pusher[Symbol.asyncDispose]();
      },
      restart() {
        pusher = build();
        pusher.start();
      },
      async subscribe(name = browser) {
        return pusher.add({ ...service.subscribe(name, await pusher.key()), name: "Phone" }, BY);
      },
      append: <T extends JournalEvent["type"]>(
        type: T,
        data: Extract<JournalEvent, { type: T }>["data"],
        scope: object = {},
      ) => store.write(() => journal.append(type, data as never, scope)),
      ask(id: string, more: object = {}) {
        const asked = {
          approvalId: id,
          kind: "permission" as const,
          agent: "coder",
          title: "Bash",
          detail: "rm -rf build",
        };
        return this.append("approval.requested", {
          ...asked,
          digest: "d".repeat(64),
          expiresAt: NOON,
          ...more,
        });
      },
      settle: (id: string) =>
        store.write(() =>
          journal.append("approval.answered", {
            approvalId: id,
            kind: "permission",
            agent: "coder",
            status: "approved",
            by: "me",
          }),
        ),
      got: (name = browser) => service.messages.filter((one) => one.browser === name).map(({ data }) => data),
      async sees(...expected: object[]) {
        await vi.waitFor(() =>
          expect(this.got()).toEqual(expected.map((one) => expect.objectContaining(one))),
        );
      },
    };
  }

  test("nothing is kept or loaded before the first browser subscribes; then the file is private", async () => {
    const it = await fixture();
    it.push.start();
    await it.ask("ask_aaaaaaa2");
    expect(await it.push.list(null)).toEqual([]);
    expect(() => statSync(it.file)).toThrow(/ENOENT/);
    await it.subscribe();
    expect(statSync(it.file).mode & 0o777).toBe(0o600);
    expect(it.got()).toEqual([]);
  });

  test("a request reaches the browser without its content, and is closed when it is answered", async () => {
    const it = await fixture();
    const device = await it.subscribe();
    await it.ask("ask_aaaaaaa2");
    await it.sees({ kind: "permission", tag: "ask_aaaaaaa2", agent: "Coder", path: "/#needs=ask_aaaaaaa2" });
    expect(JSON.stringify(it.got())).not.toMatch(/Bash|rm -rf/);
    expect(it.got()[0]).toMatchObject({ request: { id: "ask_aaaaaaa2", isWhole: false } });
    await it.settle("ask_aaaaaaa2");
    await it.sees({ kind: "permission" }, { close: "ask_aaaaaaa2" });
    const [first, second] = service.messages.filter(({ browser }) => browser === it.browser);
    expect(first?.topic).toBe(second?.topic);
    await vi.waitFor(async () =>
      expect(await it.push.list(null)).toMatchObject([{ id: device.id, sentAt: NOON, problem: null }]),
    );
  });

  test("with full content a short request is whole; a long, hidden or partial one is decided in the page", async () => {
    const it = await fixture({ content: "full" });
    await it.subscribe();
    await it.ask("ask_aaaaaaa2");
    await it.ask("ask_aaaaaaa3", { detail: "x".repeat(5_000) });
    await it.ask("ask_aaaaaaa4", { detail: "ls \u202e fr- mr" });
    await it.ask("ask_aaaaaaa5", { partial: true });
    await it.sees(
      { text: "Bash\nrm -rf build", request: { id: "ask_aaaaaaa2", digest: "d".repeat(64), isWhole: true } },
      { request: expect.objectContaining({ isWhole: false }) },
      { text: "Bash\nls \\u202e fr- mr", request: expect.objectContaining({ isWhole: false }) },
      { request: expect.objectContaining({ isWhole: false }) },
    );
  });

  test("a failure is notified, also while a page is open", async () => {
    const it = await fixture({ content: "full" });
    await it.subscribe();
    const failed = {
      agent: "coder",
      attempts: 5,
      class: "invalid" as const,
      error: "no key",
      origin: { agentName: "Coder", channel: "web", sender: "You", messageId: "m", isTeamMessage: false },
    };
    it.state.pages = 1;
    await it.append("message.died", failed, { messageRowId: 7 });
    await it.sees({ kind: "failure", tag: "dead-7", text: "no key" });
  });

  test("quiet hours send nothing; at their end, what still needs a person is sent once", async () => {
    const it = await fixture({ quiet: { from: "11:00", to: "13:00" } });
    await it.subscribe();
    for (const letter of "abcdef") await it.ask(`ask_aaaaaaa${letter}`);
    await it.settle("ask_aaaaaaaa");
    expect(it.got()).toEqual([]);
    it.clock.advance(3_600_000);
    await it.sees({ kind: "many", count: 5 });
  });

  test("what was asked while the daemon was down is sent after its start, unless it is settled", async () => {
    const it = await fixture();
    await it.subscribe();
    await it.stop();
    await it.ask("ask_aaaaaaa2");
    await it.ask("ask_aaaaaaa3");
    await it.settle("ask_aaaaaaa2");
    it.restart();
    await it.sees({ kind: "permission", tag: "ask_aaaaaaa3" });
    await it.stop();
    it.restart();
    await it.push.list(null);
    await it.sees({ tag: "ask_aaaaaaa3" });
  });

  test("what quiet hours hold survives a restart within them", async () => {
    const it = await fixture({ quiet: { from: "11:00", to: "13:00" } });
    await it.subscribe();
    await it.ask("ask_aaaaaaa2");
    await it.ask("ask_aaaaaaa3");
    await it.settle("ask_aaaaaaa2");
    await it.stop();
    it.restart();
    await it.push.list(null);
    it.clock.advance(3_600_000);
    await it.sees({ tag: "ask_aaaaaaa3" });
    await it.stop();
    it.restart();
    await it.push.list(null);
    await it.ask("ask_aaaaaaa4");
    it.clock.advance(22 * 3_600_000);
    it.clock.advance(2 * 3_600_000);
    await it.sees({ tag: "ask_aaaaaaa3" }, { tag: "ask_aaaaaaa4" });
  });

  test("who waits for a test learns that its browser was removed meanwhile", async () => {
    let resolve: (addresses: string[]) => void = () => undefined;
    const it = await fixture({}, () => new Promise((settle) => (resolve = settle)));
    const { id } = await it.subscribe();
    const first = it.push.test(id, null);
    const tested = it.push.test(id, null);
    await it.push.remove(id, "terminal");
    resolve([]);
    expect(await Promise.all([first, tested])).toEqual([undefined, undefined]);
  });

  test("a browser whose key cannot be used stops no other one", async () => {
    const it = await fixture();
    await it.subscribe(`${it.browser} broken`);
    await it.stop();
    const { p256dh } = JSON.parse(readFileSync(it.file, "utf8")).devices[0].keys;
    writeFileSync(it.file, readFileSync(it.file, "utf8").replace(p256dh, "A".repeat(87)));
    it.restart();
    await it.subscribe();
    await it.ask("ask_aaaaaaa2");
    await it.sees({ tag: "ask_aaaaaaa2" });
    await vi.waitFor(async () =>
      expect((await it.push.list(null)).map(({ problem }) => problem?.code)).toEqual([
        "unreachable",
        undefined,
      ]),
    );
  });

  test.each([404, 410])("a browser that unsubscribed (%d) is forgotten", async (status) => {
    const it = await fixture();
    const { id } = await it.subscribe();
    service.failNext({ status });
    expect(await it.push.test(id, null)).toBeUndefined();
    await vi.waitFor(async () => expect(await it.push.list(null)).toEqual([]));
    await expect(it.push.test(id, null)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("a service that is down is asked again, a bounded number of times, and its wish to wait is followed", async () => {
    const it = await fixture();
    await it.subscribe();
    service.failNext({ status: 503 }, { status: 429, headers: { "retry-after": "90" } });
    const before = service.refused.length;
    await it.ask("ask_aaaaaaa2");
    await vi.waitFor(async () =>
      expect(await it.push.list(null)).toMatchObject([{ problem: { code: "refused", status: 503 } }]),
    );
    it.clock.advance(5_000);
    await vi.waitFor(async () =>
      expect(await it.push.list(null)).toMatchObject([{ problem: { status: 429 } }]),
    );
    it.clock.advance(89_000);
    expect(it.got()).toEqual([]);
    it.clock.advance(1_000);
    await it.sees({ tag: "ask_aaaaaaa2" });
    expect(service.refused.length - before).toBe(2);
    service.failNext(...Array.from({ length: ATTEMPTS_MAX }, () => ({ status: 500 })));
    await it.ask("ask_aaaaaaa3");
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      await vi.waitFor(() => expect(service.refused.length - before).toBe(2 + attempt));
      await it.push.list(null);
      await new Promise((resolve) => setImmediate(resolve));
      it.clock.advance(600_000);
    }
    await it.sees({ tag: "ask_aaaaaaa2" });
  });

  test("another key than the browser's, a wrong address and one too many are refused", async () => {
    const it = await fixture();
    const { keys } = service.subscribe("x", await it.push.key());
    const add = (endpoint: string, more = keys) => it.push.add({ endpoint, keys: more, name: "x" }, BY);
    for (const endpoint of [
      "http://push.example/x",
      "https://user@push.example/x",
      "ftp://x.example/",
      "push",
    ])
      await expect(add(endpoint)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(add("https://push.example/x", { ...keys, p256dh: "A".repeat(87) })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    for (let made = 0; made < 16; made += 1) await add(`https://push.example/${made}`);
    await add("https://push.example/3");
    await expect(add("https://push.example/16")).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("nothing is sent to an address of a private network", async () => {
    const it = await fixture();
    const { keys } = service.subscribe("inside", await it.push.key());
    const { id } = await it.push.add({ endpoint: "https://169.254.169.254/latest", keys, name: "x" }, BY);
    expect(await it.push.test(id, null)).toMatchObject({ problem: { code: "not_public", status: null } });
  });

  test("a logout removes the browsers that the session added", async () => {
    const it = await fixture();
    const more = service.subscribe("session", await it.push.key());
    await it.push.add({ ...more, name: "Laptop" }, { by: "TinyOffice", session: "s1" });
    await it.subscribe();
    expect((await it.push.list("s1")).map(({ isOwn }) => isOwn)).toEqual([true, false]);
    await it.push.endSession("s1");
    expect((await it.push.list(null)).map(({ name }) => name)).toEqual(["Phone"]);
  });
});
