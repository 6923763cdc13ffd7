import { createVirtualClock } from "@tinyagi/base";
import { type GuardChange, isConfirmationRequired, type RequiredConfirmation } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createCodes } from "./code.js";
import { createConfirmations } from "./confirmations.js";
import {
  ATTEMPTS_MAX,
  CONFIRMATION_LIFE_MS,
  type ConfirmationEvent,
  OPEN_PER_SESSION,
} from "./open-confirmations.js";

const CHANGES: GuardChange[] = [
  { path: "spawn.approval", before: "always", after: "never", weakens: "approval" },
];
const request = { sessionId: "s1", digest: "d1" };

function fixture() {
  const clock = createVirtualClock();
  const recorded: ConfirmationEvent[] = [];
  const confirmations = createConfirmations({
    clock,
    newCode: createCodes(),
    record: (event) => recorded.push(event),
  });
  /** Asks for the act. @returns what must be confirmed; `undefined` when it may happen */
  function ask(code?: string, changes = CHANGES, of = request): RequiredConfirmation | undefined {
    try {
      confirmations.consentTo({ ...of, code })("settings.weaken", changes);
      return undefined;
    } catch (error) {
      if (isConfirmationRequired(error)) return error.confirmation;
      throw error;
    }
  }
  const given = () => confirmations.provide(ask()?.id ?? "", "operator").code;
  return { clock, confirmations, ask, given, recorded };
}

test("an act needs the code that a person got for it, and the code works once", () => {
  const { ask, given, confirmations } = fixture();
  const asked = ask();
  expect(asked).toMatchObject({ act: "settings.weaken", changes: CHANGES });
  expect(ask()?.id).toBe(asked?.id);
  const code = given();
  expect(ask(code)).toBeUndefined();
  expect(ask(code)).toMatchObject({ problem: "unknown" });
  expect(confirmations.list()).toHaveLength(1);
});

test("who got a code, for what, and that it was used is recorded, without the code", () => {
  const { ask, confirmations, recorded } = fixture();
  const asked = ask();
  const { code } = confirmations.provide(asked?.id ?? "", "operator");
  ask("AAAAAAAA");
  ask(code);
  const facts = { id: asked?.id, act: "settings.weaken", paths: ["spawn.approval"] };
  expect(recorded).toEqual([
    { type: "confirmation.given", data: { ...facts, by: "operator" } },
    { type: "confirmation.used", data: facts },
  ]);
  confirmations.announce({ channel: "telegram", messageId: "m1", by: "telegram:7" }, ask()?.id ?? "");
  expect(recorded.at(-1)).toMatchObject({ type: "confirmation.given", data: { by: "telegram:7" } });
  expect(JSON.stringify(recorded)).not.toContain(code);
});

test("a code may be typed in lower case and with spaces", () => {
  const { ask, given } = fixture();
  const code = given().toLowerCase();
  expect(ask(`${code.slice(0, 4)} ${code.slice(4)}`)).toBeUndefined();
});

test.each<[string, (it: ReturnType<typeof fixture>, code: string) => unknown]>([
  ["another request", ({ ask }, code) => ask(code, CHANGES, { ...request, digest: "d2" })],
  ["another session", ({ ask }, code) => ask(code, CHANGES, { ...request, sessionId: "s2" })],
  ["other changes than the person was shown", ({ ask }, code) => ask(code, [])],
  ["another code", ({ ask }) => ask("AAAAAAAA")],
  ["no code at all", ({ ask }) => ask("")],
  [
    "a code that was replaced",
    ({ ask, given }, code) => {
      given();
      return ask(code);
    },
  ],
  [
    "a code after its minutes",
    ({ ask, clock }, code) => {
      clock.advance(CONFIRMATION_LIFE_MS);
      return ask(code);
    },
  ],
])("%s is refused", (_what, attempt) => {
  const it = fixture();
  const refused = attempt(it, it.given());
  expect(refused).toMatchObject({ problem: expect.stringMatching(/wrong|unknown/) });
});

test("guessing ends the confirmation after a few attempts, and then its right code is worth nothing", () => {
  const { ask, given } = fixture();
  const code = given();
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) ask("AAAAAAAA");
  expect(ask(code)).toBeDefined();
});

test("only a few confirmations of a session are open at once: a further one ends the oldest", () => {
  const { ask, confirmations } = fixture();
  const first = ask();
  const code = confirmations.provide(first?.id ?? "", "operator").code;
  for (let n = 1; n <= OPEN_PER_SESSION; n += 1) ask(undefined, CHANGES, { ...request, digest: `more${n}` });
  expect(confirmations.list()).toHaveLength(OPEN_PER_SESSION);
  expect(ask(code)).toMatchObject({ problem: "unknown" });
  ask(undefined, CHANGES, { sessionId: "s2", digest: "d" });
  expect(confirmations.list()).toHaveLength(OPEN_PER_SESSION + 1);
});

test("a confirmed request may ask for the same again, and not for something else", () => {
  const { confirmations, given } = fixture();
  const consent = confirmations.consentTo({ ...request, code: given() });
  consent("settings.weaken", CHANGES);
  consent("settings.weaken", CHANGES);
  expect(() => consent("sender.admit", CHANGES)).toThrow();
});

test("a code that is promised to a reply is made for its own channel when the reply is fetched", () => {
  const { ask, confirmations, clock } = fixture();
  const reply = { channel: "telegram", messageId: "m1" };
  confirmations.announce({ ...reply, by: "telegram:7" }, ask()?.id ?? "");
  expect(confirmations.announced({ ...reply, channel: "discord" })).toBeUndefined();
  const first = confirmations.announced(reply);
  const second = confirmations.announced(reply);
  expect(ask(first?.code)).toMatchObject({ problem: "wrong" });
  expect(ask(second?.code)).toBeUndefined();
  clock.advance(CONFIRMATION_LIFE_MS);
  expect(confirmations.announced(reply)).toBeNull();
});

/** @requirement CLOCK-3 */
test("a code does not live longer when the clock is set back", () => {
  const { clock, ask, given } = fixture();
  const code = given();
  clock.skip(-3_600_000);
  expect(ask(code)).toBeDefined();
});
