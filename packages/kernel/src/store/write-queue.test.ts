import type Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { breakGroup, createTempStore, messageRow } from "./fixture.js";
import type { Store } from "./store.js";
import { BUSY_GIVE_UP_MS, WAITING_WRITES_MAX } from "./write-queue.js";

const note = (store: Store, text: string) => store.history.addNote("a", text, 0);
const notes = (store: Store): string[] =>
  store.db.prepare<[], string>("SELECT note FROM agent_notes ORDER BY id").pluck().all();

/** Counts commits of the store's connection by its data version, as another connection sees it. */
function commitCounter(other: Database.Database): () => number {
  return () => Number(other.pragma("data_version", { simple: true }));
}

describe("write queue: group commit", () => {
  test("writes of one turn share one transaction and answer each with its own result", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const other = temp.foreign();
    const version = commitCounter(other);
    const before = version();
    const seen: boolean[] = [];
    const results = await Promise.all(
      [1, 2, 3].map((n) =>
        store.write(() => {
          note(store, `n${n}`);
          seen.push(other.prepare("SELECT count(*) FROM agent_notes").pluck().get() === 0);
          return n * 10;
        }),
      ),
    );
    expect(results).toEqual([10, 20, 30]);
    expect(seen).toEqual([true, true, true]);
    expect(version() - before).toBe(1);
    expect(notes(store)).toEqual(["n1", "n2", "n3"]);
  });

  test("a write nobody waits for joins the next commit and keeps its place before it", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const version = commitCounter(temp.foreign());
    const before = version();
    const soon = store.writeSoon(() => note(store, "soon"));
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(notes(store)).toEqual([]);
    await store.write(() => note(store, "urgent"));
    await soon;
    expect(version() - before).toBe(1);
    expect(notes(store)).toEqual(["soon", "urgent"]);
  });

  test("a write nobody waits for is committed even when nothing follows", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    await store.writeSoon(() => note(store, "alone"));
    expect(notes(store)).toEqual(["alone"]);
    const last = store.writeSoon(() => note(store, "last"));
    await store.idle();
    expect(notes(store)).toEqual(["alone", "last"]);
    await last;
  });

  test("more writes than a group holds are all committed, in order", async () => {
    await using temp = createTempStore();
    const texts = Array.from({ length: 600 }, (_, index) => `n${index}`);
    await Promise.all(texts.map((text) => temp.store.write(() => note(temp.store, text))));
    expect(notes(temp.store)).toEqual(texts);
  });

  test("a failing write is undone alone and rejects with its own error", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const outcomes = await Promise.allSettled([
      store.write(() => note(store, "first")),
      store.write(() => {
        note(store, "half");
        throw new RangeError("no");
      }),
      store.write(() => note(store, "third")),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(outcomes[1]).toMatchObject({ reason: { name: "RangeError" } });
    expect(notes(store)).toEqual(["first", "third"]);
  });

  test("a group in which no write fails sets no savepoints and runs each write once", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const runs: string[] = [];
    const work = (name: string) => () => {
      runs.push(name);
      note(store, name);
      // The name that better-sqlite3 gives its savepoints: it cannot be released where none was set.
      expect(() => store.db.exec("RELEASE `\t_bs3.\t`")).toThrow("no such savepoint");
    };
    await Promise.all([store.write(work("a")), store.write(work("b"))]);
    expect(runs).toEqual(["a", "b"]);
  });

  test("when a write of a group fails, the others run again, and each result is that of its last run", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const runs: string[] = [];
    const work = (name: string) => () => {
      runs.push(name);
      note(store, name);
      if (name === "failing") throw new RangeError("no");
      return runs.length;
    };
    const outcomes = await Promise.allSettled(["a", "failing", "b"].map((name) => store.write(work(name))));
    expect(runs).toEqual(["a", "failing", "a", "failing", "b"]);
    expect(outcomes).toMatchObject([{ value: 3 }, { reason: { name: "RangeError" } }, { value: 5 }]);
    expect(notes(store)).toEqual(["a", "b"]);
  });

  test("a write that fails alone runs once and leaves nothing behind", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const events: string[] = [];
    const work = store.write(() => {
      events.push("run");
      store.afterRollback(() => events.push("undone"));
      store.afterCommit(() => events.push("committed"));
      note(store, "half");
      throw new RangeError("no");
    });
    await expect(work).rejects.toBeInstanceOf(RangeError);
    expect(events).toEqual(["run", "undone"]);
    expect(notes(store)).toEqual([]);
  });

  test("a write that is added by a write joins a later group", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    let inner: Promise<void> | undefined;
    await store.write(() => {
      note(store, "outer");
      inner = store.write(() => note(store, "inner"));
    });
    await inner;
    expect(notes(store)).toEqual(["outer", "inner"]);
  });

  test("asynchronous work is refused and leaves nothing behind", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const work = store.write(async () => note(store, "before the first await"));
    await expect(work).rejects.toThrow("must not be asynchronous");
    expect(notes(store)).toEqual([]);
  });

  test("writes beyond the limit are refused at once", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const waiting = Array.from({ length: WAITING_WRITES_MAX }, () => store.write(() => 1));
    await expect(store.write(() => 1)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect(Promise.all(waiting)).resolves.toHaveLength(WAITING_WRITES_MAX);
    await expect(store.write(() => 2)).resolves.toBe(2);
  });
});

describe("write queue: afterRollback", () => {
  test("runs for a write that is repeated or rejected, and not for one that is committed", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const undone: string[] = [];
    const work = (name: string, fails: boolean) => () => {
      store.afterRollback(() => undone.push(`${name} second`));
      store.afterRollback(() => undone.push(`${name} first`));
      if (fails) throw new Error("no");
    };
    await Promise.allSettled([store.write(work("a", false)), store.write(work("b", true))]);
    const group = ["b first", "b second", "a first", "a second"];
    expect(undone).toEqual([...group, "b first", "b second"]);
    await store.write(work("c", false));
    expect(() => store.writeNow(work("d", true))).toThrow("no");
    expect(undone.slice(6)).toEqual(["d first", "d second"]);
  });

  test("runs once for each time a write is rolled back before it is committed", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    let counted = 0;
    const counting = () => {
      counted += 1;
      store.afterRollback(() => {
        counted -= 1;
      });
      return counted;
    };
    const written = Promise.all([store.write(counting), store.write(counting)]);
    await breakGroup(store);
    await expect(written).resolves.toEqual([1, 2]);
    expect(counted).toBe(2);
  });

  test("is only valid inside a write", async () => {
    await using temp = createTempStore();
    expect(() => temp.store.afterRollback(() => {})).toThrow("only valid inside a write");
  });
});

describe("write queue: beforeCommit", () => {
  test("runs after all writes of the group, in their transaction", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const version = commitCounter(temp.foreign());
    const before = version();
    await Promise.all(
      ["a", "b"].map((text) =>
        store.write(() => {
          note(store, text);
          store.beforeCommit(() => note(store, `${text} saw ${notes(store).join()}`));
        }),
      ),
    );
    expect(notes(store)).toEqual(["a", "b", "a saw a,b", "b saw a,b,a saw a,b"]);
    expect(version() - before).toBe(1);
  });

  test.each([1, 2])("one that throws is left out, and the group of %i is committed", async (count) => {
    await using temp = createTempStore();
    const { store } = temp;
    const calls: string[] = [];
    const work = (text: string) => () => {
      note(store, text);
      store.afterCommit(() => calls.push(`${text} committed`));
      store.beforeCommit(() => {
        note(store, "half");
        store.afterCommit(() => calls.push("never"));
        store.afterRollback(() => calls.push("undone"));
        throw new Error("bug");
      });
      return text;
    };
    const texts = ["a", "b"].slice(0, count);
    expect(await Promise.all(texts.map((text) => store.write(work(text))))).toEqual(texts);
    expect(notes(store)).toEqual(texts);
    expect(calls).toEqual(["undone", ...texts.map((text) => `${text} committed`)]);
  });

  test("is left out when a write of the group fails", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const good = store.write(() => store.beforeCommit(() => note(store, "prepared")));
    const bad = store.write(() => {
      throw new RangeError("no");
    });
    await expect(bad).rejects.toBeInstanceOf(RangeError);
    await good;
    expect(notes(store)).toEqual([]);
    await store.write(() => {});
    expect(notes(store)).toEqual([]);
  });

  test("is only valid inside a write", async () => {
    await using temp = createTempStore();
    expect(() => temp.store.beforeCommit(() => {})).toThrow("only valid inside a write");
  });
});

describe("write queue: afterCommit", () => {
  test("runs after durability, before the writer goes on, in order", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const other = temp.foreign();
    const order: string[] = [];
    const visible = () => other.prepare("SELECT count(*) FROM agent_notes").pluck().get();
    const writes = ["a", "b"].map((text) =>
      store
        .write(() => {
          note(store, text);
          store.afterCommit(() => order.push(`${text} sees ${visible()}`));
        })
        .then(() => order.push(`${text} settled`)),
    );
    await Promise.all(writes);
    expect(order).toEqual(["a sees 2", "b sees 2", "a settled", "b settled"]);
  });

  test("never runs for work that was undone", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const calls: string[] = [];
    const failing = store.write(() => {
      store.afterCommit(() => calls.push("undone"));
      throw new Error("no");
    });
    const working = store.write(() => store.afterCommit(() => calls.push("done")));
    await expect(failing).rejects.toThrow("no");
    await working;
    expect(() =>
      store.writeNow(() => {
        store.afterCommit(() => calls.push("undone now"));
        throw new Error("no");
      }),
    ).toThrow("no");
    store.writeNow(() => store.afterCommit(() => calls.push("done now")));
    expect(calls).toEqual(["done", "done now"]);
  });

  test("outside of a write it is refused", async () => {
    await using temp = createTempStore();
    expect(() => temp.store.afterCommit(() => {})).toThrow("only valid inside a write");
  });

  test("a callback that throws does not stop the others", async () => {
    await using temp = createTempStore();
    const calls: string[] = [];
    const work = () =>
      temp.store.writeNow(() => {
        temp.store.afterCommit(() => {
          throw new Error("bug");
        });
        temp.store.afterCommit(() => calls.push("second"));
      });
    expect(work).toThrow("A callback after a commit failed");
    expect(calls).toEqual(["second"]);
  });
});

describe("write queue: a foreign lock", () => {
  test("is waited out", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const other = temp.foreign();
    other.exec("BEGIN IMMEDIATE");
    const work = Promise.all([store.write(() => note(store, "one")), store.write(() => note(store, "two"))]);
    let settled = false;
    void work.then(() => {
      settled = true;
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(settled).toBe(false);
    other.exec("COMMIT");
    await work;
    expect(notes(store)).toEqual(["one", "two"]);
  });

  test("longer than the limit is reported as STORE_UNAVAILABLE, and nothing is written", async () => {
    await using temp = createTempStore();
    const { store, clock } = temp;
    const other = temp.foreign();
    other.exec("BEGIN IMMEDIATE");
    const early = store.write(() => note(store, "early"));
    clock.advance(BUSY_GIVE_UP_MS + 1);
    const late = store.write(() => note(store, "late"));
    await expect(early).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", retryable: true });
    other.exec("ROLLBACK");
    await late;
    expect(notes(store)).toEqual(["late"]);
  });

  test("at start-up is reported as STORE_UNAVAILABLE too", async () => {
    await using temp = createTempStore();
    const other = temp.foreign();
    other.exec("BEGIN IMMEDIATE");
    expect(() => temp.store.writeNow(() => note(temp.store, "x"))).toThrow(
      expect.objectContaining({ code: "STORE_UNAVAILABLE" }),
    );
    other.exec("ROLLBACK");
  });

  test("a refusal that depends on work of the same group is not reported when the commit fails", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    const duplicate = new Error("duplicate");
    const insertOnce = (text: string) => () => {
      if (notes(store).includes(text)) throw duplicate;
      note(store, text);
    };
    const breakCommit = () => {
      store.db.pragma("defer_foreign_keys = ON");
      store.messages.insert(messageRow("a", { conversation_id: "missing" }));
    };
    const outcomes = await Promise.allSettled([
      store.write(insertOnce("x")),
      store.write(insertOnce("x")),
      store.write(breakCommit),
    ]);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "STORE_UNAVAILABLE" } });
    expect(notes(store)).toEqual([]);
    await expect(store.write(insertOnce("x"))).resolves.toBeUndefined();
    await expect(store.write(insertOnce("x"))).rejects.toBe(duplicate);
  });
});

describe("write queue: a full disk", () => {
  test("rejects with STORE_UNAVAILABLE, leaves nothing half-written, and works again afterwards", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    await store.write(() => note(store, "before"));
    store.db.pragma(`max_page_count = ${Number(store.db.pragma("page_count", { simple: true }))}`);
    const published: string[] = [];
    const work = store.write(() => {
      note(store, "small");
      store.afterCommit(() => published.push("small"));
      note(store, "large".repeat(100_000));
    });
    await expect(work).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(published).toEqual([]);
    expect(notes(store)).toEqual(["before"]);
    store.db.pragma("max_page_count = 1073741823");
    await store.write(() => note(store, "after"));
    expect(notes(store)).toEqual(["before", "after"]);
    expect(store.db.pragma("integrity_check", { simple: true })).toBe("ok");
  });

  test("a small write beside one that does not fit is committed", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    await store.write(() => note(store, "before"));
    store.db.pragma(`max_page_count = ${Number(store.db.pragma("page_count", { simple: true }))}`);
    const outcomes = await Promise.allSettled([
      store.write(() => note(store, "one")),
      store.write(() => note(store, "large".repeat(100_000))),
      store.write(() => note(store, "two")),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(outcomes[1]).toMatchObject({ reason: { code: "STORE_UNAVAILABLE" } });
    expect(notes(store)).toEqual(["before", "one", "two"]);
  });
});

describe("write queue: idle and start-up", () => {
  test("idle resolves at once when nothing waits, and otherwise when all is settled", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    await store.idle();
    const order: string[] = [];
    const work = store.write(() => 1).then(() => order.push("settled"));
    const failing = store
      .write(() => {
        throw new Error("no");
      })
      .catch(() => order.push("failed"));
    await store.idle();
    await Promise.all([work, failing]);
    expect(order).toEqual(["settled", "failed"]);
    await store.idle();
  });

  test("writeNow inside a write is refused, so that its callbacks cannot run too early", async () => {
    await using temp = createTempStore();
    const { store } = temp;
    await expect(store.write(() => store.writeNow(() => 1))).rejects.toThrow("inside a write");
  });

  test("a closed store refuses writes and can be closed twice", async () => {
    const temp = createTempStore();
    await temp[Symbol.asyncDispose]();
    await expect(temp.store.write(() => 1)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await temp.store[Symbol.asyncDispose]();
  });
});
