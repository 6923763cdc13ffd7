import { ConfirmationRequired, isConfirmationRequired, type RequiredConfirmation } from "@tinyagi/contracts";
import { expect, it } from "vitest";
import { confirmAndSend, useConfirming } from "./confirming";

const asked = (id: string, problem?: "wrong"): ConfirmationRequired => {
  const base = { id, act: "settings.weaken" as const, changes: [], createdAt: 0, expiresAt: 1 };
  return new ConfirmationRequired(problem === undefined ? base : { ...base, problem });
};
const toRefusal = (error: unknown) => (isConfirmationRequired(error) ? error : undefined);
/** Answers each code with what the daemon would say. */
const daemon = (answers: Record<string, Error>) => async (code: string) => {
  const refusal = answers[code];
  if (refusal !== undefined) throw refusal;
  return `done with ${code}`;
};
const settled = () => new Promise((resolve) => setTimeout(resolve));
const shown = (): RequiredConfirmation | undefined => useConfirming.getState().confirming?.confirmation;

it("a refused call is repeated with the code that a person types, and a wrong code is asked again", async () => {
  const result = confirmAndSend(asked("k7qm"), daemon({ BAD: asked("k7qm", "wrong") }), toRefusal);
  await settled();
  expect(shown()).toMatchObject({ id: "k7qm" });
  useConfirming.getState().confirming?.answer("BAD");
  await settled();
  expect(shown()).toMatchObject({ id: "k7qm", problem: "wrong" });
  useConfirming.getState().confirming?.answer("GOOD");
  expect(await result).toBe("done with GOOD");
  expect(useConfirming.getState().confirming).toBeUndefined();
});

it("the call fails with its refusal when the person gives up, and with another error of the daemon", async () => {
  const first = asked("k7qm");
  const givenUp = confirmAndSend(first, daemon({}), toRefusal);
  await settled();
  useConfirming.getState().confirming?.answer(null);
  await expect(givenUp).rejects.toBe(first);
  const failed = confirmAndSend(first, daemon({ CODE: new Error("away") }), toRefusal);
  await settled();
  useConfirming.getState().confirming?.answer("CODE");
  await expect(failed).rejects.toThrow("away");
  expect(useConfirming.getState().confirming).toBeUndefined();
});

it("two calls are asked about one after the other", async () => {
  const first = confirmAndSend(asked("aaaa"), daemon({}), toRefusal);
  const second = confirmAndSend(asked("bbbb"), daemon({}), toRefusal);
  await settled();
  expect(shown()).toMatchObject({ id: "aaaa" });
  useConfirming.getState().confirming?.answer("ONE");
  expect(await first).toBe("done with ONE");
  await settled();
  expect(shown()).toMatchObject({ id: "bbbb" });
  useConfirming.getState().confirming?.answer("TWO");
  expect(await second).toBe("done with TWO");
});
