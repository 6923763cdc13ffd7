import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SteeringCommand } from "./command.js";
import { Steering, type SteeringOptions, type SteeringReceipt } from "./steering.js";

function setup(options: SteeringOptions = {}) {
  const news: string[] = [];
  const cancels: string[] = [];
  const steering = new Steering(options, {
    news: (what, commands, code) => {
      const types = commands.map((command) => command?.type).join("+");
      news.push([what, types, code].filter((part) => part !== undefined).join(" "));
    },
    cancel: (reason) => cancels.push(reason),
  });
  const applied: SteeringCommand[] = [];
  const drain = () => steering.drain((command) => applied.push(command));
  return { steering, news, cancels, applied, drain };
}

async function applies(receipt: SteeringReceipt): Promise<boolean> {
  return receipt.accepted && (await receipt.applied);
}

describe("steering", () => {
  it("applies nothing before the boundary and everything at it, in order", async () => {
    const { steering, applied, drain } = setup();
    const receipts = [steering.inject("a"), steering.setMetadata("k", 1), steering.redirect("b")];
    expect(applied).toEqual([]);
    expect(drain()).toEqual({ paused: false });
    expect(applied.map((command) => command.type)).toEqual(["inject", "setMetadata", "redirect"]);
    expect(await Promise.all(receipts.map(applies))).toEqual([true, true, true]);
  });

  it("tells its news once per batch", () => {
    const { steering, news, drain } = setup({ allow: ["inject", "pause"] });
    steering.send([{ type: "inject", text: "a" }, { type: "pause" }]);
    steering.cancel();
    drain();
    expect(news).toEqual(["accepted inject+pause", "refused cancel not_allowed", "applied inject+pause"]);
  });
});

describe("a batch", () => {
  it("with one bad command is refused whole and names it", () => {
    const { steering, applied, drain } = setup();
    const receipt = steering.send([
      { type: "inject", text: "good" },
      { type: "inject", text: "" },
      { type: "pause" },
    ]);
    expect(receipt).toEqual({ accepted: false, code: "invalid", index: 1 });
    expect(drain()).toEqual({ paused: false });
    expect(applied).toEqual([]);
  });

  it("with a command that is not allowed is refused whole", () => {
    const { steering, applied, drain } = setup({ allow: ["inject"] });
    const receipt = steering.send([
      { type: "inject", text: "good" },
      { type: "redirect", text: "no" },
    ]);
    expect(receipt).toEqual({ accepted: false, code: "not_allowed", index: 1 });
    drain();
    expect(applied).toEqual([]);
  });

  it("that would cancel and is refused cancels nothing", () => {
    const { steering, cancels } = setup();
    steering.send([{ type: "cancel" }, { type: "inject", text: "" }]);
    expect(cancels).toEqual([]);
  });

  it("is copied: what the caller changes later does not count", () => {
    const { steering, applied, drain } = setup();
    const command = { type: "inject" as const, text: "first" };
    steering.send([command]);
    command.text = "changed";
    drain();
    expect(applied).toEqual([{ type: "inject", text: "first" }]);
  });

  it("of nothing, or of too many, is refused", () => {
    const { steering } = setup();
    expect(steering.send([])).toMatchObject({ accepted: false, code: "invalid" });
    const many = Array.from({ length: 51 }, () => ({ type: "pause" }) as const);
    expect(steering.send(many)).toMatchObject({ accepted: false, code: "too_many" });
  });

  it("is applied whole or not at all, whatever is in it", () => {
    const command = fc.constantFrom<SteeringCommand>(
      { type: "inject", text: "ok" },
      { type: "inject", text: "" },
      { type: "redirect", text: "ok" },
      { type: "setMetadata", key: "k", value: 1 },
      { type: "setMetadata", key: "", value: 1 },
    );
    fc.assert(
      fc.property(fc.array(fc.array(command, { maxLength: 5 }), { maxLength: 10 }), (batches) => {
        const { steering, applied, drain } = setup();
        const expected = batches.flatMap((batch) => (steering.send(batch).accepted ? batch : []));
        drain();
        expect(applied).toEqual(expected);
      }),
    );
  });
});

describe("a pause", () => {
  it("latches: only a resume ends it, however often it was asked for", () => {
    const { steering, drain } = setup();
    steering.pause();
    steering.pause();
    expect(drain()).toEqual({ paused: true });
    steering.inject("while paused");
    steering.setMetadata("k", 1);
    expect(drain()).toEqual({ paused: true });
    expect(steering.paused).toBe(true);
    steering.resume();
    expect(drain()).toEqual({ paused: false });
  });

  it("counts from the boundary on", () => {
    const { steering, drain } = setup();
    steering.pause();
    expect(steering.paused).toBe(false);
    drain();
    expect(steering.paused).toBe(true);
  });

  it("that was taken back before the boundary has no effect", () => {
    const { steering, drain } = setup();
    steering.pause();
    steering.resume();
    expect(drain()).toEqual({ paused: false });
  });

  it("and the text for it can come in one batch", () => {
    const { steering, drain, applied } = setup();
    steering.send([{ type: "inject", text: "wait for the reviewer" }, { type: "pause" }]);
    expect(drain()).toEqual({ paused: true });
    expect(applied).toHaveLength(1);
  });

  it("wakes for every new command", async () => {
    const { steering } = setup();
    const { signal } = new AbortController();
    const first = steering.changed(signal);
    steering.resume();
    await first;
    await steering.changed(signal);
    steering.drain(() => {});
    const abort = new AbortController();
    const waiting = steering.changed(abort.signal);
    abort.abort(new Error("time is up"));
    await expect(waiting).rejects.toThrow("time is up");
    await expect(steering.changed(AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
  });
});

describe("a full queue", () => {
  it("refuses more, but never a cancel or a resume", () => {
    const { steering, cancels } = setup({ maxPending: 2 });
    steering.inject("1");
    steering.inject("2");
    expect(steering.inject("3")).toMatchObject({ accepted: false, code: "too_many" });
    expect(steering.resume()).toMatchObject({ accepted: true });
    expect(steering.cancel("stop")).toMatchObject({ accepted: true });
    expect(cancels).toEqual(["stop"]);
  });
});

describe("the end of a run", () => {
  it("refuses what still waits and what comes later", async () => {
    const { steering, news, applied } = setup();
    const waiting = steering.inject("late");
    steering.close((command) => applied.push(command));
    expect(await applies(waiting)).toBe(false);
    expect(steering.inject("later")).toMatchObject({ accepted: false, code: "run_ended" });
    expect(steering.ended).toBe(true);
    expect(applied).toEqual([]);
    expect(news).toEqual(["accepted inject", "refused inject run_ended", "refused inject run_ended"]);
  });

  it("by a cancel applies the batch the cancel came in", async () => {
    const { steering, applied, news } = setup();
    const receipt = steering.send([{ type: "setMetadata", key: "why", value: "budget" }, { type: "cancel" }]);
    steering.close((command) => applied.push(command));
    expect(await applies(receipt)).toBe(true);
    expect(applied.map((command) => command.type)).toEqual(["setMetadata", "cancel"]);
    expect(news.at(-1)).toBe("applied setMetadata+cancel");
  });
});

describe("input of the wrong kind", () => {
  it.each([[null], [undefined], ["pause"], [[null]], [{}]])("%j is refused and does not throw", (input) => {
    const { steering } = setup();
    // @ts-expect-error: what came was not checked.
    expect(steering.send(input)).toMatchObject({
      accepted: false,
      code: "invalid",
    });
  });
});
