import { type Log, SILENT_LOG } from "@tinyagi/base";
import type { JournalEvent } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { createTempStore, type TempStore } from "../store/fixture.js";
import { createJournal } from "./journal.js";

function buildJournal(temp: TempStore, log: Log = SILENT_LOG) {
  const journal = createJournal({ store: temp.store, clock: temp.clock, log });
  const events: JournalEvent[] = [];
  const unsubscribe = journal.subscribe((event) => events.push(event));
  const deleted = (agent: string, scope = {}) => journal.append("message.deleted", { agent }, scope);
  return { journal, events, unsubscribe, deleted };
}

describe("journal", () => {
  test("numbers events without a gap and reads them back as they were published", async () => {
    await using temp = createTempStore();
    const { journal, events, deleted } = buildJournal(temp);
    const scope = { conversationId: "c1", runId: "r1", messageRowId: 7, agentId: "coder" };
    await temp.store.write(() => deleted("a", scope));
    temp.clock.advance(10);
    await temp.store.write(() => deleted("b"));
    expect(events.map((event) => event.seq)).toEqual([1, 2]);
    expect(journal.read(0, 10)).toEqual(events);
    expect(events[0]).toEqual({
      seq: 1,
      type: "message.deleted",
      time: temp.clock.now() - 10,
      data: { agent: "a" },
      ...scope,
    });
    expect(events[1]).not.toHaveProperty("runId");
    expect(journal.read(1, 10)).toEqual([events[1]]);
    expect(journal.read(0, 1)).toEqual([events[0]]);
    expect(journal.ofRun("r1", 10)).toEqual([events[0]]);
    expect(journal.ofRun("r2", 10)).toEqual([]);
  });

  test("a number is never used again, also when the events are gone", async () => {
    await using temp = createTempStore();
    const { journal, events, deleted } = buildJournal(temp);
    expect([journal.lastSeq(), journal.oldestSeq()]).toEqual([0, 1]);
    await temp.store.write(() => deleted("a"));
    temp.store.db.exec("DELETE FROM events");
    expect([journal.lastSeq(), journal.oldestSeq()]).toEqual([1, 2]);
    await temp.store.write(() => deleted("b"));
    expect(events.map((event) => event.seq)).toEqual([1, 2]);
    expect([journal.lastSeq(), journal.oldestSeq()]).toEqual([2, 2]);
  });

  test("publishes in the order of the numbers, also when writes share a commit", async () => {
    await using temp = createTempStore();
    const { journal, events, deleted } = buildJournal(temp);
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        temp.store.write(() => {
          deleted(`first ${index}`);
          deleted(`second ${index}`);
        }),
      ),
    );
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(journal.read(0, 1_000)).toEqual(events);
  });

  test("an event of undone work is neither stored nor published, and those beside it are", async () => {
    await using temp = createTempStore();
    const { journal, events, deleted } = buildJournal(temp);
    const failing = temp.store.write(() => {
      deleted("undone");
      throw new Error("no");
    });
    const working = temp.store.write(() => deleted("done"));
    await expect(failing).rejects.toThrow("no");
    await working;
    expect(events.map((event) => event.data)).toEqual([{ agent: "done" }]);
    expect(journal.read(0, 10)).toEqual(events);
  });

  test("is read backwards in pages, also by name, first part of a name and agent", async () => {
    await using temp = createTempStore();
    const { journal, deleted } = buildJournal(temp);
    await temp.store.write(() => {
      deleted("a", { agentId: "coder" });
      journal.append("budget.extended", { budget: "day", day: null, by: "you", added: { usd: 1 } });
      deleted("b", { agentId: "writer" });
    });
    const seqs = (query: Parameters<typeof journal.newest>[0]) => {
      const { events, next } = journal.newest(query);
      return [events.map(({ seq }) => seq), next];
    };
    expect(seqs({ limit: 9 })).toEqual([[3, 2, 1], undefined]);
    expect(seqs({ limit: 2 })).toEqual([[3, 2], 2]);
    expect(seqs({ limit: 2, before: 2 })).toEqual([[1], undefined]);
    expect(seqs({ limit: 9, types: ["budget"] })).toEqual([[2], undefined]);
    expect(seqs({ limit: 9, types: ["message.deleted"], agent: "coder" })).toEqual([[1], undefined]);
  });

  test("a search for a rare event ends after a part of the journal, and says where it continues", async () => {
    await using temp = createTempStore();
    const { journal } = buildJournal(temp);
    temp.store.writeNow(() =>
      temp.store.db.exec(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
         INSERT INTO events (type,time,data) SELECT iif(i = 3, 'token.revoked', 'message.deleted'), i, '{}' FROM n`,
      ),
    );
    const first = journal.newest({ limit: 5, types: ["token"] });
    expect(first).toEqual({ events: [], next: 1_001 });
    const { events, next } = journal.newest({ limit: 5, types: ["token"], before: first.next });
    expect([events.map(({ seq }) => seq), next]).toEqual([[3], undefined]);
  });

  test("subscribers are told only what is durable", async () => {
    await using temp = createTempStore();
    const { journal, deleted } = buildJournal(temp);
    const other = temp.foreign();
    const seen: unknown[] = [];
    journal.subscribe(() => seen.push(other.prepare("SELECT count(*) FROM events").pluck().get()));
    await temp.store.write(() => deleted("a"));
    expect(seen).toEqual([1]);
  });

  test("one reader's failure reaches the log and nobody else", async () => {
    await using temp = createTempStore();
    const logged: string[] = [];
    const { journal, deleted } = buildJournal(temp, {
      ...SILENT_LOG,
      error: (_fields, message) => logged.push(message),
    });
    journal.subscribe(() => {
      throw new Error("broken reader");
    });
    const after: JournalEvent[] = [];
    journal.subscribe((event) => after.push(event));
    await temp.store.write(() => deleted("a"));
    expect(after).toHaveLength(1);
    expect(logged).toEqual(["event listener failed"]);
  });

  test("a reader that left is told nothing more", async () => {
    await using temp = createTempStore();
    const { events, unsubscribe, deleted } = buildJournal(temp);
    unsubscribe();
    unsubscribe();
    await temp.store.write(() => deleted("a"));
    expect(events).toEqual([]);
  });

  test("long fields are cut alike for those who listen and those who read later", async () => {
    await using temp = createTempStore();
    const { journal, events } = buildJournal(temp);
    const output = `${"x".repeat(16_383)}😀${"y".repeat(100_000)}`;
    await temp.store.write(() =>
      journal.append("run.tool_completed", { agent: "a", name: "Bash", failed: false, output }),
    );
    expect(events[0]).toMatchObject({ data: { output: `${"x".repeat(16_383)}…`, name: "Bash" } });
    expect(journal.read(0, 1)).toEqual(events);
  });

  test("live events reach subscribers without a number and are not stored", async () => {
    await using temp = createTempStore();
    const { journal, events } = buildJournal(temp);
    const data = { agent: "a", agentName: "A", text: "hel", delta: true, messageId: "m" };
    journal.publishLive("run.progressed", data, { runId: "r1" });
    expect(events).toEqual([{ type: "run.progressed", time: temp.clock.now(), data, runId: "r1" }]);
    expect(journal.read(0, 10)).toEqual([]);
    expect(journal.lastSeq()).toBe(0);
  });
});

/** @requirement TRACE-2 */
describe("an event with a credential in it", () => {
  const key = `sk-${"a1".repeat(12)}`;
  const data = { agent: "a", class: "auth" as const, error: `cannot use ${key}`, willRetry: false };

  test("is stored and published without it", async () => {
    await using temp = createTempStore();
    const { journal, events } = buildJournal(temp);
    await temp.store.write(() => journal.append("run.failed", data));
    journal.publishLive("run.failed", data);
    expect(events.map((event) => (event.data as typeof data).error)).toEqual(
      Array(2).fill("cannot use [redacted]"),
    );
    expect(journal.read(0, 9)).toEqual([events[0]]);
  });

  test("is cut only after the credential was taken out", async () => {
    await using temp = createTempStore();
    const { journal, events } = buildJournal(temp);
    const error = `${"x ".repeat(8_185)}${key} end`;
    await temp.store.write(() => journal.append("run.failed", { ...data, error }));
    expect(JSON.stringify(events)).not.toContain("sk-");
  });

  test("is recorded without its texts when the redactor fails", async () => {
    await using temp = createTempStore();
    const redact = (text: string) => {
      if (text.includes("sk-")) throw new Error(text);
      return text;
    };
    const journal = createJournal({ store: temp.store, clock: temp.clock, log: SILENT_LOG, redact });
    await temp.store.write(() => journal.append("run.failed", data));
    expect(journal.read(0, 1)[0]?.data).toEqual({ ...data, error: "[not recorded]" });
  });
});
