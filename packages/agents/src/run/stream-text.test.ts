/** The text of an answer as it comes: never twice, never after the end, and no fault of its reader ends the run. */
import { describe, expect, it, vi } from "vitest";
import { deferred, type Step, scripted } from "../../test-support/scripted.js";
import { createTestServices } from "../../test-support/setup.js";
import { ModelCallError } from "../errors.js";
import type { ModelIo } from "../model/model.js";
import { AgentHarness, type AgentRunOptions } from "./harness.js";

/** Says something and breaks off. */
const breaksAfter =
  (text: string): Step =>
  (_request, io) => {
    if (text !== "") io.onText(text);
    throw new ModelCallError("transient", "broke off");
  };

function setup(steps: readonly Step[], options: AgentRunOptions) {
  const test = createTestServices();
  const model = scripted(steps);
  const run = new AgentHarness({ name: "a", model, services: test.services }).start("go", options);
  return { ...test, model, run };
}

async function passWait(test: ReturnType<typeof setup>): Promise<void> {
  await vi.waitFor(() => expect(test.clock.timers).toBe(2));
  test.clock.advance(500);
}

describe("a call that breaks off", () => {
  it("before its first piece of text is repeated", async () => {
    let text = "";
    const test = setup([breaksAfter(""), "Hello world"], { onText: (delta) => (text += delta) });
    await passWait(test);
    await test.run.result;
    expect(text).toBe("Hello world");
  });

  it("in mid-stream is not repeated for a reader that could not take its text back", async () => {
    let text = "";
    const test = setup([breaksAfter("Hello wor"), "Hello world"], { onText: (delta) => (text += delta) });
    await expect(test.run.result).rejects.toMatchObject({ class: "transient" });
    expect(text).toBe("Hello wor");
    expect(test.of("model.failed").at(-1)?.data).toMatchObject({ willRetry: false, delayMs: 0 });
  });

  it("in mid-stream is repeated after the reader was told to drop what it has", async () => {
    let text = "";
    const restarted = vi.fn(() => {
      text = "";
    });
    const onText = (delta: string) => (text += delta);
    const test = setup([breaksAfter("Hello wor"), "Hello world"], { onText, onRestart: restarted });
    await passWait(test);
    expect((await test.run.result).text).toBe("Hello world");
    expect(text).toBe("Hello world");
    expect(restarted).toHaveBeenCalledTimes(1);
  });

  it("is repeated as ever when nobody reads along", async () => {
    const test = setup([breaksAfter("Hello wor"), "Hello world"], {});
    await passWait(test);
    expect((await test.run.result).text).toBe("Hello world");
  });
});

it("a reader that throws or rejects is counted and changes nothing", async () => {
  const onText = vi.fn(() => {
    throw new Error("no paper");
  });
  const test = setup(["fine"], { onText });
  expect(await test.run.result).toMatchObject({ status: "completed", text: "fine", listenerFailures: 1 });
  const rejects = setup(["fine"], { onText: () => Promise.reject(new Error("no ink")) as never });
  expect(await rejects.run.result).toMatchObject({ status: "completed", text: "fine" });
  const quiet = setup(["fine"], { onText: () => {} });
  expect(await quiet.run.result).not.toHaveProperty("listenerFailures");
});

it("a model that ignores its signal reaches no listener after the end of the run", async () => {
  const started = deferred<ModelIo>();
  const onText = vi.fn();
  const test = setup(
    [
      (_request, io) => {
        started.resolve(io);
        return new Promise<never>(() => {});
      },
    ],
    { onText },
  );
  const io = await started.promise;
  io.onText("early");
  test.run.steering.cancel();
  await expect(test.run.result).rejects.toMatchObject({ code: "CANCELLED" });
  const before = test.events.length;
  io.onText("late");
  expect(onText.mock.calls).toEqual([["early"]]);
  expect(test.events).toHaveLength(before);
});
