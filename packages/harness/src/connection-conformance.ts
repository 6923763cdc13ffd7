/**
 * What every connection must do, as checks that throw. They work with any test runner, so that agent programs of other packages
 * and plugins can be kept open, too.
 */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { HarnessError, type HarnessEvent, type HarnessRequest } from "@tinyagi/contracts";
import type { ProgramConnection } from "./live/connection.js";

const POLL_MS = 20;

/** Prompts that make a program behave in a certain way. Omit those that it cannot produce; their checks do not run. */
export interface ConnectionScenarios {
  /** An ordinary answer. */
  readonly answer: string;
  /** Works until it is interrupted. */
  readonly hang?: string;
  /** Works until it is ended: the program does not let itself be interrupted. */
  readonly deaf?: string;
  /** Works long enough to be given text, and repeats that in its answer. */
  readonly work?: string;
  /** Starts a process in a group of its own that would outlive the turn, and answers with its pid. */
  readonly leave?: string;
  /** Invalid JSON, unknown messages and invalid UTF-8 before the answer. */
  readonly garbage?: string;
  /** Says something after its answer. */
  readonly twice?: string;
  /** The program dies in the turn. */
  readonly die?: string;
  /** Not a prompt: a program that never says that it takes prompts. See {@link ConnectionSubject.openSilent}. */
  readonly silent?: string;
}

/** A program and what its test needs. */
export interface ConnectionSubject {
  /** Opens a program with a new session. The checks close it. */
  readonly open: () => Promise<ProgramConnection>;
  /** The same with one that never says that it takes prompts. It should give up after a second or less. */
  readonly openSilent?: () => Promise<ProgramConnection>;
  readonly scenarios: ConnectionScenarios;
  /** A request with limits and an existing folder. The checks replace the prompt. */
  readonly request: HarnessRequest;
  /** Whether a text is the answer to the prompt `answer`. Default: any text is. */
  readonly isAnswer?: (text: string) => boolean;
}

/** One check. */
export interface ConnectionCase {
  readonly name: string;
  /** The scenario that the check needs. */
  readonly scenario: keyof ConnectionScenarios;
  /** @throws AssertionError if the connection does not behave as required */
  readonly check: (subject: ConnectionSubject) => Promise<void>;
}

/** One turn that runs. */
interface Act {
  readonly text: Promise<string>;
  readonly error: Promise<HarnessError | undefined>;
  readonly events: readonly HarnessEvent[];
  readonly stop: () => void;
}

/** A connection that a check uses. */
interface Stage {
  readonly subject: ConnectionSubject;
  readonly connection: ProgramConnection;
  readonly act: (scenario: keyof ConnectionScenarios) => Act;
  /** An ordinary prompt, which must get its own answer. @returns the pid of the process that answered */
  readonly answers: () => Promise<number | undefined>;
}

function begin({ connection, subject }: Pick<Stage, "connection" | "subject">, prompt: string): Act {
  const stop = new AbortController();
  const events: HarnessEvent[] = [];
  const context = { signal: stop.signal, onEvent: (event: HarnessEvent) => void events.push(event) };
  const running = connection.prompt({ ...subject.request, prompt }, context);
  const error = running.then(
    () => undefined,
    (thrown: unknown) => {
      assert.ok(thrown instanceof HarnessError, `only HarnessError may be thrown, not ${String(thrown)}`);
      return thrown;
    },
  );
  const text = running.then(
    (result) => result.text,
    () => "",
  );
  return { text, error, events, stop: () => stop.abort() };
}

function onStage(
  scenario: keyof ConnectionScenarios,
  name: string,
  check: (stage: Stage) => Promise<void>,
): ConnectionCase {
  return {
    name,
    scenario,
    async check(subject) {
      const connection = await (scenario === "silent" ? subject.openSilent : subject.open)?.();
      assert.ok(connection !== undefined, `scenario ${scenario} is missing`);
      const act = (which: keyof ConnectionScenarios) =>
        begin({ connection, subject }, subject.scenarios[which] ?? "");
      async function answers() {
        const turn = act("answer");
        assert.equal(await turn.error, undefined);
        const text = await turn.text;
        assert.ok(text !== "" && (subject.isAnswer?.(text) ?? true), `not an answer to this prompt: ${text}`);
        return pidOf(turn);
      }
      try {
        await check({ subject, connection, act, answers });
      } finally {
        await connection.close();
      }
    },
  };
}

function pidOf({ events }: Act): number | undefined {
  return events.flatMap((event) => (event.type === "process.started" ? [event.pid] : [])).at(-1);
}

/** Waits for a state. @throws AssertionError after ten seconds */
async function until(what: string, isReached: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await isReached())) {
    assert.ok(performance.now() < end, `waited in vain for ${what}`);
    await delay(POLL_MS);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The program works on the prompt: it has named the session of the turn. */
const working = (turn: Act) =>
  until("the turn to begin", () => turn.events.some(({ type }) => type === "session"));

/** All checks. */
export const CONNECTION_CONFORMANCE: readonly ConnectionCase[] = [
  onStage("answer", "an answer has text, and names the session", async ({ connection, act, answers }) => {
    await answers();
    const turn = act("answer");
    await turn.text;
    const session = turn.events.findLast((event) => event.type === "session");
    assert.equal(connection.sessionId(), session?.type === "session" ? session.sessionId : undefined);
    assert.notEqual(connection.sessionId() ?? "", "");
  }),
  onStage(
    "answer",
    "prompts follow each other in one process and one session",
    async ({ connection, answers }) => {
      const first = await answers();
      const session = connection.sessionId();
      assert.equal(await connection.answers(), true);
      assert.equal(await connection.refresh(), true);
      assert.equal(await answers(), first);
      assert.equal(connection.sessionId(), session);
    },
  ),
  onStage("work", "a running turn takes text and loses nothing, an ended one does not", async (stage) => {
    const { connection, act, answers } = stage;
    const { steer } = connection;
    if (steer === undefined) return;
    assert.equal(await steer("too early"), "too_late");
    const turn = act("work");
    await working(turn);
    await until("the text to be taken", async () => (await steer("and this")) === "taken");
    assert.ok((await turn.text).includes("and this"), "the answer does not repeat the text");
    assert.equal(await steer("too late"), "too_late");
    await answers();
  }),
  onStage("hang", "an interrupted turn ends, and its process and session go on", async (stage) => {
    const { connection, act, answers } = stage;
    const first = await answers();
    const session = connection.sessionId();
    const turn = act("hang");
    await working(turn);
    turn.stop();
    assert.equal((await turn.error)?.class, "cancelled");
    assert.equal(await answers(), first);
    assert.equal(connection.sessionId(), session);
  }),
  onStage("deaf", "a program that does not let itself be interrupted is ended", async (stage) => {
    const { connection, act, answers } = stage;
    await answers();
    const turn = act("deaf");
    await working(turn);
    turn.stop();
    assert.equal((await turn.error)?.class, "cancelled");
    assert.equal(connection.isUsable(), false);
    await connection.ended;
  }),
  onStage("leave", "what a turn leaves running ends with it", async ({ act, answers }) => {
    await answers();
    const pid =
      (await act("leave").text)
        .split(" ")
        .map(Number)
        .find((number) => number > 1) ?? 0;
    assert.ok(pid > 1, "the answer names no pid");
    await until(`process ${pid} to be gone`, () => !isAlive(pid));
    await answers();
  }),
  onStage("answer", "closing ends the process and its group", async ({ connection, answers }) => {
    await answers();
    const pid = connection.pid() ?? 0;
    assert.ok(isAlive(pid));
    await connection.close();
    // What has ended stays listed until its parent has looked at it.
    await until("the program and its group to be gone", () => !isAlive(pid) && !isAlive(-pid));
    assert.equal(connection.isUsable(), false);
  }),
  onStage("garbage", "a turn survives unknown, broken and invalid lines", async ({ act, answers }) => {
    const turn = act("garbage");
    assert.equal(await turn.error, undefined);
    assert.notEqual(await turn.text, "");
    await answers();
  }),
  onStage("twice", "what is said after an answer is no answer to the next prompt", async (stage) => {
    assert.equal(await stage.act("twice").error, undefined);
    await stage.answers();
  }),
  onStage("die", "a program that dies in a turn fails that run, and takes no other", async (stage) => {
    const { connection, act, answers } = stage;
    await answers();
    assert.ok((await act("die").error) !== undefined, "the run did not fail");
    assert.equal(connection.isUsable(), false);
    await connection.ended;
  }),
  onStage(
    "answer",
    "a program that is opened ahead takes its first prompt at once, without an answer before",
    async (stage) => {
      const { connection, subject, answers } = stage;
      assert.equal(await connection.openAhead(subject.request), true);
      const pid = connection.pid();
      assert.ok(pid !== undefined && isAlive(pid), "nothing was started");
      assert.equal(connection.isUsable(), true);
      assert.equal(await connection.answers(), true);
      assert.equal(await connection.refresh(), true);
      assert.equal(await answers(), pid);
      assert.equal(await answers(), pid);
    },
  ),
  onStage(
    "answer",
    "a program that is opened ahead and never used is closed with all of it",
    async (stage) => {
      const { connection, subject } = stage;
      const opening = connection.openAhead(subject.request);
      await until("it to start", () => connection.pid() !== undefined);
      const pid = connection.pid() ?? 0;
      await connection.close();
      await opening;
      await until("the program and its group to be gone", () => !isAlive(pid) && !isAlive(-pid));
      assert.equal(connection.isUsable(), false);
    },
  ),
  onStage(
    "silent",
    "a program that never takes prompts is not kept ahead either",
    async ({ connection, subject }) => {
      assert.equal(await connection.openAhead(subject.request), false);
      assert.equal(connection.isUsable(), false);
      await connection.ended;
    },
  ),
  onStage("silent", "a program that never takes prompts is ended, and took none", async (stage) => {
    const { connection, act } = stage;
    assert.ok((await act("answer").error) !== undefined, "the run did not fail");
    assert.equal(connection.wasOpen(), false);
    await connection.ended;
  }),
];
