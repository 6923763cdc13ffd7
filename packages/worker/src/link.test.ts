/** What the worker must not start, and when it stops. The simulation covers the rest. */
import { expect, test } from "vitest";
import { clearLink, hearDown, tickLink } from "./link.js";
import { noteEnd } from "./link-runs.js";
import { bootLink, type LinkEffect, type LinkState, type LinkStep } from "./link-state.js";
import type { Down, Outcome } from "./messages.js";

const LEASE_MS = 10_000;
const welcome = (n: number, protocol = 1): Down => ({
  kind: "welcome",
  hello: { instance: "one", boot: 1, n },
  protocol,
  leaseMs: LEASE_MS,
  beatMs: 500,
  daemon: "one",
});
const runOf = (key: string, lane = "a"): Down => ({ kind: "run", key, lane, request: null });
const down = (epoch: number, seq: number, ...messages: Down[]) => ({ epoch, seq, messages });
const kinds = (effects: readonly LinkEffect[]) => effects.map(({ kind }) => kind);
const starts = ({ effects }: LinkStep) =>
  effects.flatMap((effect) => (effect.kind === "start" ? [effect.run.key] : []));

/** In its first session since 0. */
function openLink(): LinkState {
  const said = clearLink(bootLink({ instance: "one", boot: 0, slots: 2, done: new Map() }), 0);
  return hearDown(said.state, down(1, 0, welcome(1)), 1).state;
}

test("a run waits until the processes of its lane's last run have ended", () => {
  const first = hearDown(openLink(), down(1, 1, runOf("one")), 2);
  expect(starts(first)).toEqual(["one"]);
  const second = hearDown(
    first.state,
    down(1, 2, { kind: "abort", key: "one", reason: "" }, runOf("two")),
    3,
  );
  expect(kinds(second.effects)).toEqual(["end"]);
  const ended: Outcome = { kind: "failed", key: "one", error: "ended" };
  expect(starts(noteEnd(second.state, ended))).toEqual(["two"]);
});

test("a confirmed beat of an idle worker changes nothing that is stored", () => {
  const idle = tickLink(openLink(), 1_000);
  expect(idle.state.session?.lastBeat).toBe(1);
  const heard = hearDown(idle.state, down(1, 1, { kind: "beat", n: 1 }), 1_001).state;
  expect(heard.leaseFrom).toBe(1_000);
  expect(heard.done).toBe(idle.state.done);
});

test("a worker runs no more than it has slots for", () => {
  const runs = [runOf("one"), runOf("two", "b"), runOf("three", "c")];
  const taken = hearDown(openLink(), down(1, 1, ...runs), 2);
  expect(starts(taken)).toEqual(["one", "two"]);
  expect(starts(noteEnd(taken.state, { kind: "result", key: "two", result: "2" }))).toEqual(["three"]);
});

test("a welcome to an earlier hello opens no session", () => {
  const silent = tickLink(
    clearLink(bootLink({ instance: "one", boot: 0, slots: 2, done: new Map() }), 0).state,
    60_000,
  );
  expect(kinds(silent.effects)).toEqual(["hello"]);
  expect(hearDown(silent.state, down(1, 0, welcome(1), runOf("one")), 60_001).effects).toEqual([]);
  expect(starts(hearDown(silent.state, down(2, 0, welcome(2), runOf("one")), 60_002))).toEqual(["one"]);
});

test("a welcome of another protocol opens no session", () => {
  const { state } = clearLink(bootLink({ instance: "one", boot: 0, slots: 2, done: new Map() }), 0);
  const other = welcome(1, 2);
  expect(hearDown(state, down(1, 0, other, runOf("one")), 1).effects).toEqual([]);
});

test("no hello is said while processes of an earlier boot are left", () => {
  const link = bootLink({ instance: "one", boot: 3, slots: 2, done: new Map() });
  expect(tickLink(link, 60_000).effects).toEqual([]);
});

test("after its lease a worker takes nothing, and ends its runs as interrupted", () => {
  const busy = hearDown(openLink(), down(1, 1, runOf("one")), 2).state;
  const late = hearDown(busy, down(1, 2, runOf("two", "b")), LEASE_MS);
  expect(kinds(late.effects)).toEqual(["end"]);
  const { state } = noteEnd(late.state, { kind: "failed", key: "one", error: "ended" });
  expect([...state.done.values()]).toEqual([{ kind: "interrupted", key: "one", reason: "lease" }]);
});

test("a result that a run has after its lease is kept", () => {
  const busy = hearDown(openLink(), down(1, 1, runOf("one")), 2).state;
  const result: Outcome = { kind: "result", key: "one", result: "42" };
  const { state } = noteEnd(tickLink(busy, LEASE_MS).state, result);
  expect(state.done.get("one")).toEqual(result);
});

test("a worker whose name a newer process was welcomed under must end", () => {
  const other: Down = {
    kind: "welcome",
    hello: { instance: "two", boot: 1, n: 2 },
    protocol: 1,
    leaseMs: 0,
    beatMs: 0,
    daemon: "one",
  };
  expect(kinds(hearDown(openLink(), down(2, 0, other), 2).effects)).toEqual(["superseded"]);
  const starting = clearLink(bootLink({ instance: "one", boot: 0, slots: 2, done: new Map() }), 0).state;
  expect(hearDown(starting, down(2, 0, other), 2).effects).toEqual([]);
});

test("what is on the machine is said once in a session, and again when it has changed", () => {
  const machine = { at: 5, programs: [], missingTools: [], freeDiskMiB: 7 };
  const said = ({ effects }: LinkStep) =>
    effects.flatMap((effect) => (effect.kind === "send" ? effect.entry.messages : []));
  const first = tickLink({ ...openLink(), machine }, 501);
  expect(said(first)).toMatchObject([{ kind: "beat", machine }]);
  const second = tickLink(first.state, 1_001);
  expect(said(second)).toEqual([{ kind: "beat", n: 2, heard: 1 }]);
  const changed = { ...machine, freeDiskMiB: 8 };
  expect(said(tickLink({ ...second.state, machine: changed }, 1_501))).toMatchObject([{ machine: changed }]);
});
