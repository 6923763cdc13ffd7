/** Tests the sandbox of whole programs with real bubblewrap. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";
import { needs } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { createProgramSandbox } from "./program-sandbox.js";

const PATH = process.env.PATH ?? "";

function createPlace() {
  const root = mkdtempSync(join("/var/tmp", "tinyagi-program-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [home, workspaces] = [join(root, "home"), join(root, "workspaces")];
  const places = {
    root,
    home,
    workspaces,
    cwd: join(workspaces, "own"),
    token: join(home, "run", "own"),
    config: join(home, "config"),
  };
  for (const folder of [
    places.cwd,
    join(workspaces, "other"),
    places.token,
    places.config,
    join(home, "auth"),
  ])
    mkdirSync(folder, { recursive: true });
  writeFileSync(join(home, "auth", "token"), "CANARY");
  writeFileSync(join(workspaces, "other", "plan.txt"), "CANARY");
  writeFileSync(join(places.token, "1.token"), "own token");
  return places;
}

type Place = ReturnType<typeof createPlace>;

function request(place: Place, permissions: HarnessRequest["permissions"] = "sandboxed"): HarnessRequest {
  return {
    runId: "r",
    agentId: "a",
    cwd: place.cwd,
    prompt: "",
    systemPrompt: "",
    permissions,
    env: { PATH },
    deniedPaths: [join(place.home, "auth")],
    readablePaths: [place.token],
    reach: { readable: [place.cwd], closed: [place.workspaces], siblings: [] },
    limits: { timeoutMs: 1_000, idleTimeoutMs: 1_000, maxOutputBytes: 1_000, maxLineBytes: 1_000 },
  };
}

async function toWords(
  place: Place,
  { mode, command = "sh" }: { mode?: "ask" | "bypass"; command?: string } = {},
) {
  const sandboxOf = createProgramSandbox({ sealed: { home: place.home, readable: [] } });
  return sandboxOf(request(place, mode), { command, writable: [place.config], readable: [] });
}

async function run(place: Place, script: string): Promise<string> {
  const [program = "", ...args] = (await toWords(place)) ?? [];
  return execFileSync(program, [...args, "--", "/bin/sh", "-c", `${script}; true`], {
    encoding: "utf8",
    stdio: "pipe",
  });
}

describe("a program in its sandbox", needs("bubblewrap"), () => {
  test("finds closed folders empty, except for what is open in them", async () => {
    const place = createPlace();
    const printed = await run(
      place,
      `cat ${place.token}/*; ls -A ${place.home} ${place.workspaces}; grep -rs CANARY ${place.root}`,
    );
    expect(printed).toContain("own token");
    expect(printed).not.toMatch(/CANARY|auth|other/);
  });

  test("writes its workspace and its own folders, and no closed one", async () => {
    const place = createPlace();
    const write = (path: string) => `(echo x > ${path}) 2>/dev/null && echo wrote ${path}`;
    const paths = [place.cwd, place.config, place.home, place.workspaces, place.token].map((path) =>
      join(path, "new"),
    );
    const printed = await run(place, paths.map(write).join("; "));
    expect(printed.trim().split("\n")).toEqual([`wrote ${place.cwd}/new`, `wrote ${place.config}/new`]);
  });

  test("starts sandboxes itself, and finds no closed file through another process", async () => {
    const place = createPlace();
    const inner = "bwrap --unshare-user --ro-bind / / --dev /dev -- echo nested";
    const printed = await run(place, `${inner}; cat /proc/${process.pid}/root${place.home}/auth/token 2>&1`);
    expect(printed).toContain("nested");
    expect(printed).not.toContain("CANARY");
  });
});

test(
  "an agent in mode ask has the sandbox, too, and one in bypass has none",
  needs("bubblewrap"),
  async () => {
    const place = createPlace();
    expect(await toWords(place, { mode: "ask" })).toBeDefined();
    expect(await toWords(place, { mode: "bypass" })).toBeUndefined();
  },
);

test(
  "a program that is missing or lies in a closed folder starts without the sandbox",
  needs("bubblewrap"),
  async () => {
    const place = createPlace();
    const closed = join(place.workspaces, "other", "program");
    writeFileSync(closed, "#!/bin/sh\n", { mode: 0o755 });
    for (const command of ["no-such-program", join(place.root, "missing"), closed])
      expect(await toWords(place, { command })).toBeUndefined();
  },
);

/** A folder with a bubblewrap that runs `script` when it is asked first, and works from then on. */
function createBubblewrap(place: Place, script: string): string {
  const folder = join(place.root, "programs");
  mkdirSync(folder);
  const text = `#!/bin/sh\nif ! [ -e ${place.root}/asked ]; then touch ${place.root}/asked; ${script}; fi\nexit 0\n`;
  writeFileSync(join(folder, "bwrap"), text, { mode: 0o755 });
  return `${folder}:${PATH}`;
}

describe.runIf(process.platform === "linux")("a bubblewrap that", () => {
  const attempt = async (script: string) => {
    const place = createPlace();
    const logged: object[] = [];
    const log = { warn: (fields: object) => logged.push(fields) };
    const sandboxOf = createProgramSandbox({ log });
    const asked = { ...request(place), env: { PATH: createBubblewrap(place, script) } };
    const enclose = () => sandboxOf(asked, { command: "sh", writable: [], readable: [] });
    const isEnclosed = [await enclose(), await enclose(), await enclose()].map(
      (words) => words !== undefined,
    );
    return { isEnclosed, logged };
  };

  test("gives no answer once is asked again by the next run, and the log says what ran without it", async () => {
    const { isEnclosed, logged } = await attempt("kill -9 $$");
    expect(isEnclosed).toEqual([false, true, true]);
    expect(logged).toEqual([{ program: "sh", obstacle: "no-answer" }]);
  });

  test("refuses is asked once, and the log says once that programs run without it", async () => {
    const { isEnclosed, logged } = await attempt("exit 1");
    expect(isEnclosed).toEqual([false, false, false]);
    expect(logged).toEqual([{ program: "sh", obstacle: "refused" }]);
  });
});
