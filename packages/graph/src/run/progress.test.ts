/** Partial outputs and events of a node's own. */
import type { GraphJournal } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import { settled } from "../../test-support/settled.js";
import {
  createMemoryJournal,
  defineNodeEvent,
  type Execute,
  type ExecuteContext,
  type GraphEvent,
  OutputError,
  type RunOptions,
  replayGraph,
  resumeGraph,
  runGraph,
} from "../index.js";

const one = () => toGraph([{ id: "a", prompt: "a" }]);
const step = defineNodeEvent<{ at: number; note?: string }>("step");

async function run(execute: Execute, options: Partial<RunOptions> = {}) {
  const events: GraphEvent[] = [];
  const onEvent = (event: GraphEvent) => events.push(event);
  const result = await settled(runGraph(one(), { onEvent, ...options, execute }));
  return { result, events };
}

describe("ctx.emit", () => {
  it("tells listeners with the type of its kind, in order, between start and end of the node", async () => {
    const { events } = await run(async (_, { emit }) => {
      emit(step, { at: 1 });
      emit(step, { at: 2 });
      return { output: 1 };
    });
    const seen: number[] = [];
    for (const event of events) if (step.is(event) && event.data.value) seen.push(event.data.value.at);
    expect(seen).toEqual([1, 2]);
    const types = events.map(({ type }) => type).filter((type) => type.startsWith("node."));
    expect(types).toEqual(["node.started", "node.emitted", "node.emitted", "node.completed"]);
  });

  it("shows no credential, cuts what is long, and drops what cannot be shown", async () => {
    const loop: { at: number; self?: unknown } = { at: 1 };
    loop.self = loop;
    const { events, result } = await run(async (_, ctx) => {
      ctx.emit(step, { at: 1, note: "the key is sk-aaaaaaaaaaaaaaaa" });
      ctx.emit(step, { at: 2, note: "x".repeat(50_000) });
      ctx.emit(defineNodeEvent<bigint>("big"), 1n);
      return { output: 1 };
    });
    const data = events.flatMap((event) => (event.type === "node.emitted" ? [event.data] : []));
    expect(JSON.stringify(data)).not.toContain("sk-aaaa");
    expect(data[1]).toMatchObject({ truncated: true, value: expect.stringMatching(/^.{16384}$/) });
    expect(data[2]).toEqual({ attempt: 1, name: "big", dropped: "unserialisable" });
    expect(result.status).toBe("completed");
  });

  it("drops the value when the redactor throws, and a listener that throws changes nothing", async () => {
    const data: unknown[] = [];
    const { result } = await run(
      async (_, ctx) => {
        ctx.emit(step, { at: 1, note: "secret" });
        return { output: 1 };
      },
      {
        redact: () => {
          throw new Error("secret");
        },
        onEvent: (event) => {
          if (event.type === "node.emitted") data.push(event.data);
          throw new Error("listener");
        },
      },
    );
    expect(data).toEqual([{ attempt: 1, name: "step", dropped: "redactor" }]);
    expect([result.status, (result.listenerFailures ?? 0) > 0]).toEqual(["completed", true]);
  });

  it("says nothing after the node's end", async () => {
    let late: ExecuteContext | undefined;
    const { events } = await run(async (_, ctx) => {
      late = ctx;
      return { output: 1 };
    });
    late?.emit(step, { at: 1 });
    late?.partial("late");
    expect(events.at(-1)?.type).toBe("graph.ended");
  });
});

describe("ctx.partial", () => {
  it("stays in the result of a node that fails, also in a replay, and not in that of one that completes", async () => {
    const journal = createMemoryJournal();
    const { result, events } = await run(
      async (_, ctx) => {
        ctx.partial({ pages: 1 });
        ctx.partial({ pages: 2 });
        throw new Error("broken");
      },
      { journal },
    );
    expect(result.nodes.get("a")).toMatchObject({ status: "failed", partial: { pages: 2 } });
    expect((await replayGraph(journal)).result.nodes.get("a")).toMatchObject({ partial: { pages: 2 } });
    expect(events.filter(({ type }) => type === "node.progressed")).toHaveLength(2);
    const done = await run(async (_, ctx) => {
      ctx.partial("half");
      return { output: "whole" };
    });
    expect(done.result.nodes.get("a")).not.toHaveProperty("partial");
  });

  it("is found by the next execution, after a retry and after a crash", async () => {
    const journal = createMemoryJournal();
    const found: unknown[] = [];
    const execute: Execute = async (_, ctx) => {
      found.push(ctx.lastPartial);
      ctx.partial(`part ${found.length}`);
      await Promise.resolve();
      if (ctx.attempt === 1) throw new Error("broken");
      return { output: 1 };
    };
    const graph = toGraph([{ id: "a", prompt: "a", retries: 1 }]);
    await settled(runGraph(graph, { execute, journal }));
    expect(found).toEqual([undefined, "part 1"]);
    const records = await journal.read("main");
    const cut = createMemoryJournal();
    cut.append("main", records.slice(0, 1 + records.findIndex(({ type }) => type === "node.partial")));
    await settled(resumeGraph(cut, { execute }));
    expect(found[2]).toBe("part 1");
  });

  it("waits for no journal and never queues more than one record of a node", async () => {
    const memory = createMemoryJournal();
    let release: () => void = () => {};
    const slow: GraphJournal = {
      ...memory,
      append: (id, records) => {
        if (records.some(({ type }) => type === "node.partial")) {
          return new Promise<void>((resolve) => {
            release = () => {
              release = () => {};
              memory.append(id, records);
              resolve();
            };
          });
        }
        return memory.append(id, records);
      },
    };
    const { result } = await run(
      async (_, ctx) => {
        for (let at = 0; at < 100; at++) {
          ctx.partial(at);
          await new Promise((resolve) => setImmediate(resolve));
        }
        for (let at = 0; at < 3; at++) {
          release();
          await new Promise((resolve) => setImmediate(resolve));
        }
        return { output: 1 };
      },
      { journal: slow },
    );
    expect(result.status).toBe("completed");
    const partial = (await memory.read("main")).flatMap((record) =>
      record.type === "node.partial" ? [record.output] : [],
    );
    expect(partial).toEqual([0, 99]);
  });

  it("refuses with a journal what JSON cannot carry", async () => {
    const { result } = await run(
      async (_, ctx) => {
        ctx.partial(new Map());
        return { output: 1 };
      },
      { journal: createMemoryJournal() },
    );
    expect(result.nodes.get("a")?.error).toBeInstanceOf(OutputError);
  });
});
