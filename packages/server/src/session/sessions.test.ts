/** Tickets and sessions: single use, limited lifetime, bounded number. */
import { describe, expect, test } from "vitest";
import {
  createSessions,
  SESSION_IDLE_MS,
  SESSION_LIFE_MS,
  SESSIONS_MAX,
  type SessionStore,
  type StoredSession,
  TICKET_LIFE_MS,
  TICKETS_MAX,
} from "./sessions.js";

function setup() {
  const clock = { time: 1_000_000 };
  const sessions = createSessions({ now: () => clock.time });
  const open = () => {
    const session = sessions.redeem(sessions.issueTicket()?.ticket ?? "");
    if (session === undefined) throw new Error("no session was opened");
    return session;
  };
  return { clock, sessions, open };
}

describe("a ticket", () => {
  test("opens one session, once", () => {
    const { sessions } = setup();
    const issued = sessions.issueTicket();
    const session = sessions.redeem(issued?.ticket ?? "");
    expect(session?.secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(sessions.redeem(issued?.ticket ?? "")).toBeUndefined();
    expect(session?.secret).not.toBe(issued?.ticket);
  });

  test("expires after 30 seconds", () => {
    const { clock, sessions } = setup();
    const early = sessions.issueTicket();
    clock.time += TICKET_LIFE_MS - 1;
    expect(sessions.redeem(early?.ticket ?? "")).toBeDefined();
    const late = sessions.issueTicket();
    expect(late?.expiresAt).toBe(clock.time + TICKET_LIFE_MS);
    clock.time += TICKET_LIFE_MS;
    expect(sessions.redeem(late?.ticket ?? "")).toBeUndefined();
  });

  /** @requirement CLOCK-3 */
  test("does not live longer when the clock is set back, and neither does a session", () => {
    const { clock, sessions, open } = setup();
    const ticket = sessions.issueTicket();
    const { secret } = open();
    clock.time -= 3_600_000;
    expect(sessions.redeem(ticket?.ticket ?? "")).toBeUndefined();
    expect(sessions.identify(secret)).toBeUndefined();
  });

  test("is refused while too many are open, until they expire", () => {
    const { clock, sessions } = setup();
    for (let made = 0; made < TICKETS_MAX; made += 1) expect(sessions.issueTicket()).toBeDefined();
    expect(sessions.issueTicket()).toBeUndefined();
    clock.time += TICKET_LIFE_MS;
    expect(sessions.issueTicket()).toBeDefined();
  });

  test.each(["", "x", "__proto__", "a".repeat(43), "a".repeat(100)])("%j opens nothing", (ticket) => {
    const { sessions } = setup();
    sessions.issueTicket();
    expect(sessions.redeem(ticket)).toBeUndefined();
  });
});

describe("a session", () => {
  test("is extended by use and ends after idle time", () => {
    const { clock, sessions, open } = setup();
    const { secret, sessionId } = open();
    for (let hour = 0; hour < 3; hour += 1) {
      clock.time += SESSION_IDLE_MS - 1;
      expect(sessions.identify(secret)).toBe(sessionId);
    }
    clock.time += SESSION_IDLE_MS;
    expect(sessions.identify(secret)).toBeUndefined();
  });

  test("ends at its maximum age, even in use", () => {
    const { clock, sessions, open } = setup();
    const { secret } = open();
    const end = clock.time + SESSION_LIFE_MS;
    for (; clock.time < end; clock.time += SESSION_IDLE_MS / 2)
      expect(sessions.identify(secret)).toBeDefined();
    expect(sessions.identify(secret)).toBeUndefined();
  });

  test("ends when the person logs out", () => {
    const { sessions, open } = setup();
    const [first, second] = [open(), open()];
    sessions.end(first.sessionId);
    expect(sessions.identify(first.secret)).toBeUndefined();
    expect(sessions.identify(second.secret)).toBe(second.sessionId);
  });

  test("is replaced by a new one when it was unused for longest", () => {
    const { clock, sessions, open } = setup();
    const [oldest, used] = [open(), open()];
    for (let made = 2; made < SESSIONS_MAX; made += 1) open();
    clock.time += 1;
    sessions.identify(oldest.secret);
    const newest = open();
    expect(sessions.identify(used.secret)).toBeUndefined();
    expect(sessions.identify(oldest.secret)).toBe(oldest.sessionId);
    expect(sessions.identify(newest.secret)).toBe(newest.sessionId);
  });
});

describe("saved sessions", () => {
  function saved() {
    const it = { clock: { time: 1_000_000 }, rows: [] as readonly StoredSession[], saves: 0 };
    const store: SessionStore = {
      load: () => it.rows,
      save(rows) {
        it.rows = rows;
        it.saves += 1;
      },
    };
    const start = () => createSessions({ now: () => it.clock.time, store });
    const open = (sessions = start()) => sessions.redeem(sessions.issueTicket()?.ticket ?? "")?.secret ?? "";
    return Object.assign(it, { start, open });
  }

  test("are there after a restart, as digests, until they end", () => {
    const it = saved();
    const [kept, ended] = [it.open(), it.open()];
    expect(JSON.stringify(it.rows)).not.toContain(kept);
    const next = it.start();
    next.end(next.identify(ended) ?? "");
    expect(it.start().identify(kept)).toBe(it.rows[0]?.id);
    expect(it.start().identify(ended)).toBeUndefined();
    it.clock.time += SESSION_IDLE_MS;
    expect(it.start().identify(kept)).toBeUndefined();
  });

  test("save the time of their use once an hour", () => {
    const it = saved();
    const sessions = it.start();
    const secret = it.open(sessions);
    for (let minute = 0; minute < 120; minute += 1) {
      it.clock.time += 60_000;
      sessions.identify(secret);
    }
    expect(it.saves).toBe(3);
    it.clock.time += SESSION_IDLE_MS - 60_000;
    expect(it.start().identify(secret)).toBeDefined();
  });

  test("from the future are ignored", () => {
    const it = saved();
    const secret = it.open();
    it.clock.time -= 1;
    expect(it.start().identify(secret)).toBeUndefined();
  });
});
