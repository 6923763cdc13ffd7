/** @requirement DIGEST-1 */

import { createIds, NO_FAILPOINTS, SILENT_LOG } from "@tinyagi/base";
import { settingsSchema } from "@tinyagi/contracts";
import { createJournal, createOutbox } from "@tinyagi/kernel";
import { expect, onTestFinished, test } from "vitest";
import { conversationRow, createTempStore, messageRow } from "../../../kernel/src/store/fixture.js";
import { createWeeks } from "../schedules/week.js";
import { createDigests } from "./digests.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function fixture(digest: Record<string, unknown> = { at: "18:00" }) {
  const temp = createTempStore();
  const { store, clock, folder } = temp;
  // To noon of a day in the machine's zone.
  const noon = new Date(clock.now());
  noon.setHours(36, 0, 0, 0);
  clock.advance(noon.getTime() - clock.now());
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const newId = createIds();
  const outbox = createOutbox({ store, journal, clock, newId, filesOut: folder, failpoints: NO_FAILPOINTS });
  const state = { digest };
  const weeks = createWeeks(store);
  const build = () =>
    createDigests({
      store,
      clock,
      log: SILENT_LOG,
      outbox,
      circuits: { list: () => [] },
      redact: (text) => text.replaceAll("hunter2", "***"),
      settings: () => settingsSchema.parse({ digest: state.digest, channels: { enabled: ["telegram"] } }),
      week: (date) => weeks.read({ date, timeZone: null }, clock.now()),
    });
  let digests = build();
  onTestFinished(async () => {
    await digests[Symbol.asyncDispose]();
    await temp[Symbol.asyncDispose]();
  });
  return {
    store,
    clock,
    state,
    get digests() {
      return digests;
    },
    async restart() {
      await digests[Symbol.asyncDispose]();
      digests = build();
      digests.start();
    },
    async pass(ms: number, step = 10 * MINUTE) {
      for (let left = ms; left > 0; left -= step) {
        clock.advance(Math.min(step, left));
        for (let turn = 0; turn < 8; turn += 1) {
          await store.idle();
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    },
    owner() {
      const now = clock.now();
      store.writeNow(() =>
        store.pairings.put({
          channel: "telegram",
          sender_id: "7",
          sender: "Ada",
          state: "approved",
          role: "owner",
          code: null,
          created_at: now - 2,
          last_seen_at: now - 1,
          expires_at: null,
          approved_at: now,
          approved_by: "test",
        }),
      );
    },
    answers(id: string, text: string) {
      store.writeNow(() => {
        store.conversations.insert(
          conversationRow(id, { created_at: clock.now(), text, channel: "telegram" }),
        );
        store.conversations.close(id, "closed", clock.now());
      });
    },
    sent: (channel = "telegram") => store.outbox.pending(channel, 100).map(({ message }) => message),
  };
}

test("a digest is sent once at its time, to the owner's chat, and not again after a restart", async () => {
  const it = fixture();
  it.owner();
  it.answers("c1", "Fix the build");
  it.digests.start();
  await it.pass(5 * HOUR);
  expect(it.sent()).toEqual([]);
  await it.pass(2 * HOUR);
  expect(it.sent()).toHaveLength(1);
  expect(it.sent()[0]).toContain("1 conversation answered");
  expect(it.sent()[0]).toContain("- `Fix the build` (telegram)");
  await it.restart();
  await it.pass(HOUR);
  expect(it.sent()).toHaveLength(1);
});

test("a time that passed while the daemon was stopped is made up for, unless it was long ago", async () => {
  const it = fixture();
  it.owner();
  it.answers("c1", "Fix the build");
  it.clock.advance(8 * HOUR);
  await it.restart();
  await it.pass(HOUR);
  expect(it.sent()).toHaveLength(1);
  await it.pass(14 * HOUR);
  it.answers("c2", "Once more");
  await it.restart();
  await it.digests[Symbol.asyncDispose]();
  it.clock.advance(16 * HOUR);
  await it.restart();
  await it.pass(HOUR);
  expect(it.sent()).toHaveLength(1);
});

test("a day without anything has no digest, unless it is wanted", async () => {
  const it = fixture();
  it.owner();
  it.digests.start();
  await it.pass(DAY);
  expect(it.sent()).toEqual([]);
  it.state.digest = { at: "18:00", empty: true };
  await it.pass(DAY);
  expect(it.sent()).toHaveLength(1);
});

test("whoever switches it on after its time gets the first one the next day", async () => {
  const it = fixture({});
  it.owner();
  it.answers("c1", "Fix the build");
  it.digests.start();
  await it.pass(8 * HOUR);
  it.state.digest = { at: "18:00" };
  await it.pass(HOUR);
  expect(it.sent()).toEqual([]);
});

test("it says what failed and what waits, as it is and without credentials, and formats nothing", async () => {
  const it = fixture();
  it.store.writeNow(() => {
    it.store.conversations.insert(conversationRow("c1"));
    const id = it.store.messages.insert(messageRow("coder", { conversation_id: "c1" }));
    it.store.db
      .prepare("UPDATE messages SET status = 'dead', finished_at = ?, last_error = ? WHERE id = ?")
      .run(it.clock.now(), "no `key`: hunter2 [x](http://evil)\n\u202e**", id);
  });
  it.clock.advance(1);
  const { text, channel } = await it.digests.send();
  expect(channel).toBe("web");
  expect(text).toContain("Failed (1):\n- @coder: `no 'key': *** [x](http://evil) \\u202e**`");
  expect(it.sent("web")).toEqual([text]);
});

test("it counts what needs you now, also that of earlier days", async () => {
  const it = fixture();
  it.store.writeNow(() => {
    it.store.conversations.insert(conversationRow("c1"));
    const message = it.store.messages.insert(messageRow("coder", { conversation_id: "c1" }));
    it.store.db.prepare("UPDATE messages SET status = 'dead', finished_at = 1 WHERE id = ?").run(message);
    for (const [at, kind] of (["question", "spawn", "permission"] as const).entries())
      it.store.approvals.insert({
        id: `ask_k7qx2m9${"pqr"[at]}`,
        kind,
        run_id: "run_1",
        message_row_id: message,
        conversation_id: "c1",
        agent_id: "coder",
        title: "Go on?",
        detail: "",
        options: null,
        preview: null,
        digest: "0".repeat(64),
        created_at: it.clock.now(),
        expires_at: it.clock.now() + DAY,
      });
  });
  const { text } = await it.digests.send();
  expect(text).not.toContain("Failed (");
  expect(text).toContain("4 things need you. 2 approvals, 1 question, 1 dead letter: `tinyagi needs`");
});

test("tomorrow's schedules are listed with their times", async () => {
  const it = fixture();
  it.store.writeNow(() =>
    it.store.schedules.insert({
      id: "s1",
      label: "standup",
      cron: "0 9 * * *",
      run_at: null,
      time_zone: null,
      agent_id: "coder",
      message: "What is left?",
      channel: "schedule",
      sender: "Scheduler",
      enabled: 1,
      catch_up: "once",
      overlap: "skip",
      created_at: it.clock.now(),
      updated_at: 0,
      asker: null,
    }),
  );
  expect((await it.digests.send()).text).toContain("Tomorrow (1):\n- 09:00 `standup` (@coder)");
});
