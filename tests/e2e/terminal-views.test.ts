/**
 * The live views as a person has them: the built command in a real terminal (tmux), against a real daemon. One daemon
 * for all; each test opens its own terminal.
 *
 * @requirement TUI-1
 * @requirement TUI-2
 * @requirement TUI-3
 */
import { needs, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { openStage, type Stage } from "./support/stage.js";
import { openTerminal, type Terminal } from "./support/tmux-terminal.js";

const demo = (name: string) => ({ name, provider: "demo", model: "" });
const settings = {
  agents: { lead: demo("Lead"), coder: demo("Coder"), tester: demo("Tester"), reviewer: demo("Reviewer") },
  teams: { dev: { name: "Dev", agents: ["lead", "coder", "tester"], leader_agent: "lead" } },
};
const PATIENCE = { timeoutMs: 60_000 };

describe("the terminal views", needs("tmux"), () => {
  let stage: Stage;
  let daemon: Daemon;
  const terminals: Terminal[] = [];

  beforeAll(async () => {
    stage = await openStage({ settings });
    daemon = await stage.start();
    await send("@coder #demo slow 3600000");
  });
  afterAll(async () => {
    for (const terminal of terminals) await terminal.close();
    await stage?.[Symbol.asyncDispose]();
  });

  async function send(message: string): Promise<void> {
    const answer = await daemon.call("POST", "/api/message", {
      body: { message, channel: "cli", sender: "cli" },
    });
    expect(answer.status).toBeLessThan(300);
  }
  async function open(command: string, size = { columns: 80, rows: 24 }): Promise<Terminal> {
    const terminal = await openTerminal(stage, size);
    terminals.push(terminal);
    await terminal.command(command);
    return terminal;
  }
  const runsOf = async (agent: string): Promise<{ status: string }[]> =>
    (await daemon.call("GET", `/api/runs?agent=${agent}`)).body as { status: string }[];

  const liveOf = async (agent: string): Promise<{ status: string }[]> =>
    (await runsOf(agent)).filter(({ status }) => status === "starting" || status === "running");

  test("a team is followed live, every view is a key away, and the window may change", async () => {
    const view = await open("team visualize dev");
    await view.shows(/Dev · 3 agents +● live +1 running/, /coder +▸ running/, /tester +· idle/);
    await send("@tester #demo fail invalid");
    await view.shows(/tester +✗ failed/, /1 dead letter waits/);
    for (const [key, text] of [
      ["3", /Queue .*1 dead letter/],
      ["5", /Log .*entries/],
      ["?", /VIEWS/],
      ["Escape", /Log/],
      ["1", /Dev · 3/],
    ] as const) {
      await view.keys(key);
      await view.shows(text);
    }
    await view.resize(40, 15);
    await view.shows(/^ ▌ lead .*–$/m);
    await view.resize(120, 30);
    await view.shows(/HANDOFFS/, /tester +✗ failed +The demo failed/);
    await view.keys("j", "Enter");
    await view.shows(/▸ running 1 run/, /▌ ▸/);
    await view.keys("Escape", "q");
    await view.ended(0);
  });

  test("the terminal is as before when the view ends, by a key or by a signal", async () => {
    const view = await open("top");
    await view.shows(/all teams .*● live/);
    expect(view.state()).toEqual({ isOther: true, cursor: false });
    await view.keys("C-c");
    await view.ended(0);
    expect(view.state()).toEqual({ isOther: false, cursor: true });
    for (const signal of ["SIGTERM", "SIGHUP"] as const) {
      await view.command("top");
      await view.shows(/all teams .*● live/);
      process.kill(view.pid(), signal);
      await view.ended(130);
      expect(view.state()).toEqual({ isOther: false, cursor: true });
    }
  });

  test("a view that is killed harms neither the daemon nor its runs", async () => {
    const view = await open("top");
    await view.shows(/coder +▸ running/);
    process.kill(view.pid(), "SIGKILL");
    await view.ended(137);
    expect((await daemon.call("GET", "/healthz")).status).toBe(200);
    expect(await liveOf("coder")).toHaveLength(1);
  });

  test("a post is written in the room and arrives; nothing is cancelled before a person confirms it", async () => {
    const room = await open("chatroom dev");
    await room.shows(/#dev ▸ coder/, /Post in #dev:/);
    await room.keys("release on @te", "Tab", "friday", "M-Enter", "second line", "Enter");
    await room.shows(/you/, /release on @tester friday/, /second line/);
    const posts = (await daemon.call("GET", "/api/chatroom/dev")).body as { message: string }[];
    expect(posts.map(({ message }) => message)).toContain("release on @tester friday\nsecond line");
    await room.keys("C-c");
    await room.ended(0);

    const view = await open("team visualize dev");
    await view.shows(/coder +▸ running/);
    await view.keys("/", "coder", "Enter", "x");
    await view.shows(/Cancel the work of coder\?/);
    await view.keys("n");
    await view.shows(/x cancel/);
    expect(await liveOf("coder")).toHaveLength(1);
    await view.keys("x", "y");
    await view.shows(/Cancelled\./);
    await waitFor(async () => (await runsOf("coder")).some(({ status }) => status === "cancelled"), PATIENCE);
    await view.keys("q");
    await view.ended(0);
  });

  test("tinyagi run draws the tree of its sub-agents, with time and money at the end", async () => {
    const run = await open("run '@reviewer plan: a page for a bakery'", { columns: 90, rows: 50 });
    await run.shows(
      /^✓ plan: a page for a bakery +reviewer /m,
      /^├ ✓ .+ \d+ s +/m,
      /^└ ✓ /m,
      /^\d+ runs · [\d.]+ s · demo/m,
    );
    await run.ended(0);
    expect(run.state()).toEqual({ isOther: false, cursor: true });
  });

  test("a view outlives a restart of the daemon and shows what came since; a pipe gets lines", async () => {
    const view = await open("top");
    const lines = await open("top --plain | cat");
    await view.shows(/● live/);
    await lines.shows(/^\d\d:\d\d:\d\d lead idle$/m);
    const { port } = daemon;
    await daemon.stop();
    await view.shows(/○ reconnecting \d+ s/, /lead/);
    daemon = await stage.start({ TINYAGI_API_PORT: String(port) });
    await view.shows(/● live/);
    await send("@lead #demo fail invalid");
    await view.shows(/lead +✗ failed/);
    await lines.shows(
      /reconnected/,
      /^\d\d:\d\d:\d\d lead running started$/m,
      /^\d\d:\d\d:\d\d lead failed The demo failed/m,
    );
    await view.keys("q");
    await view.ended(0);
  });
});
