/** @requirement SERVICE-3 */
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { invoke, withHome } from "../../testing/invoke.js";

const FAKE_TMUX = new URL("../../testing/fake-tmux.sh", import.meta.url).pathname;

/** A folder with a tmux, and what was asked of it. */
function makeTmux(home: string) {
  const bin = join(home, "bin");
  const record = join(home, "record");
  mkdirSync(bin);
  copyFileSync(FAKE_TMUX, join(bin, "tmux"));
  return {
    env: { PATH: `${bin}:/bin:/usr/bin`, TMUX_RECORD: record },
    calls: () => readFileSync(record, "utf8").trim().split("\n"),
  };
}

it("creates a session with a window for each view once, and says how to open it", async () => {
  await withHome(async (home) => {
    await using _server = await serveHome(home);
    const { env, calls } = makeTmux(home);
    const first = await invoke(["tmux", "--json"], { home, env });
    const { session, created, attach } = JSON.parse(first.stdout);
    expect({ created, attach }).toEqual({ created: true, attach: `tmux attach -t ${session}` });
    expect(session).toMatch(/^tinyagi-[0-9a-f]{8}$/);
    const made = calls();
    expect(made[1]).toMatch(new RegExp(`^new-session -d -s ${session} -n `));
    const logs = made.find((call) => call.includes("-n logs"));
    expect(logs).toContain(`'TINYAGI_HOME=${home}'`);
    expect(logs).toMatch(/'logs' '-f'; exec "\$\{SHELL:-\/bin\/sh\}"$/);
    const again = await invoke(["tmux"], { home, env });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("was there already") });
    expect(calls().filter((call) => call.startsWith("new-session"))).toHaveLength(1);
  });
});

it("at a terminal opens the session, also from inside tmux", async () => {
  await withHome(async (home) => {
    await using _server = await serveHome(home);
    const { env, calls } = makeTmux(home);
    expect((await invoke(["tmux"], { home, env, terminal: true })).code).toBe(0);
    expect(calls().at(-1)).toMatch(/^attach-session -t =tinyagi-/);
    await invoke(["tmux"], { home, env: { ...env, TMUX: "/tmp/tmux-0/default,1,0" }, terminal: true });
    expect(calls().at(-1)).toMatch(/^switch-client -t =tinyagi-/);
  });
});

it("without tmux says what to install, and starts nothing", async () => {
  await withHome(async (home) => {
    const { code, stderr } = await invoke(["tmux"], { home, env: { PATH: "/nowhere" } });
    expect(code).toBe(69);
    expect(stderr).toContain("sudo apt-get install tmux");
    expect(stderr).toContain("tinyagi service install");
  });
});
