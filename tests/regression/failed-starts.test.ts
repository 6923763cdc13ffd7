/**
 * A start that fails says why where the person looks: the command that started it, and afterwards `status` and `doctor`,
 * also when nobody saw the output of the start.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CLI, openStage, type Stage } from "../e2e/support/stage.js";

const SETTINGS = { agents: { coder: { name: "Coder", provider: "demo", model: "" } } };

/** What makes a start fail, and a part of the reason that a person must see. */
const CAUSES: readonly [
  string,
  (stage: Stage) => Promise<AsyncDisposable | undefined> | undefined,
  RegExp,
][] = [
  [
    "settings that are no JSON",
    (stage) => void writeFileSync(join(stage.place.home, "settings.json"), "{ nope"),
    /settings\.json is not valid.*tinyagi config edit/s,
  ],
  [
    "a port that is taken",
    async () => {
      const server = createServer().listen(Number(PORT), "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      return { [Symbol.asyncDispose]: async () => void server.close() };
    },
    /in use by another program.*TINYAGI_API_PORT/s,
  ],
  [
    "a database that is none",
    (stage) => void writeFileSync(join(stage.place.home, "tinyagi.db"), "these are notes\n".repeat(1_000)),
    /tinyagi restore <file>/,
  ],
  [
    "a folder in the place of the database",
    (stage) => void mkdirSync(join(stage.place.home, "tinyagi.db")),
    /tinyagi\.db/,
  ],
  [
    "an address that others reach, without a token",
    (stage) => void stage.place.writeSettings({ ...SETTINGS, server: { host: "0.0.0.0", auth: "none" } }),
    /server\.auth must be "token"/,
  ],
];
const PORT = "39841";
const env = { TINYAGI_API_PORT: PORT };

describe("a start that fails", () => {
  it.each(CAUSES)("because of %s says so, and so do status and doctor", async (_what, cause, reason) => {
    await using stage = await openStage({ settings: SETTINGS });
    await using _held = (await cause(stage)) ?? { async [Symbol.asyncDispose]() {} };
    const start = await stage.cli(["start"], { env });
    expect(start.code).not.toBe(0);
    expect(start.stderr).toMatch(reason);
    const status = await stage.cli(["status"]);
    expect(status.code).toBe(69);
    expect(status.stderr).toMatch(reason);
    const doctor = await stage.cli(["doctor"]);
    expect(doctor.stdout).toMatch(/daemon\.start-failed/);
  });

  it("in a terminal with a low limit of open files names the limit and the command that raises it", async () => {
    await using stage = await openStage({ settings: SETTINGS });
    const limited = (words: string) =>
      stage.run("sh", ["-c", `ulimit -n 128; exec "${process.execPath}" "${CLI}" ${words}`], { env });
    const start = await limited("start");
    expect(start).toMatchObject({
      code: 71,
      stderr: expect.stringMatching(/limited to 128 open files.*`ulimit -n 1024`/),
    });
    expect((await limited("doctor")).stdout).toMatch(
      /limits\.open-files: This process is limited to 128 open files/,
    );
    // From another terminal, which has no such limit.
    expect((await stage.cli(["status"])).stderr).toMatch(/limited to 128 open files/);
    expect((await stage.cli(["doctor"])).stdout).toMatch(/daemon\.start-failed.*limited to 128 open files/);
  });

  it("is forgotten when the next one succeeds", async () => {
    await using stage = await openStage({ settings: SETTINGS });
    stage.place.writeSettings({ server: { port: "none" } });
    await stage.startInVain();
    expect((await stage.cli(["status"])).stderr).toContain("its last start failed");
    stage.place.writeSettings(SETTINGS);
    const daemon = await stage.start();
    await daemon.stop();
    expect((await stage.cli(["status"])).stderr).not.toContain("its last start failed");
  });
});
