/** Tests our own sandbox with real bubblewrap and a home that changes while a command runs. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { needs } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type BubblewrapRequest, bubblewrapCommand, findBubblewrap } from "./bubblewrap.js";

const programs = (await findBubblewrap(process.env.PATH ?? "")) ?? { bwrap: "" };
/** Not in the temporary folder, which is always empty inside the sandbox. */
const OUTSIDE_TEMP = "/var/tmp";

function createPlace() {
  const root = mkdtempSync(join(OUTSIDE_TEMP, "tinyagi-bubblewrap-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const home = join(root, "home");
  const cwd = join(root, "workspace");
  for (const folder of ["files/in", "files/out", "auth", "chats"])
    mkdirSync(join(home, folder), { recursive: true });
  mkdirSync(cwd);
  writeFileSync(join(home, "settings.json"), "canary-before");
  writeFileSync(join(home, "auth", "token"), "canary-token");
  writeFileSync(join(home, "chats", "team.html"), "canary-chat");
  writeFileSync(join(home, "files", "in", "plan.txt"), "sent by Ann");
  return { home, cwd, settings: join(home, "settings.json"), in: join(home, "files", "in") };
}

type Given = Partial<Pick<BubblewrapRequest, "api" | "programs" | "hiddenNames">> & {
  env?: Record<string, string>;
};

async function start(
  place: ReturnType<typeof createPlace>,
  script: string,
  { env = {}, ...given }: Given = {},
) {
  const [program = "", ...args] = await bubblewrapCommand({
    programs,
    ...given,
    cwd: place.cwd,
    deniedPaths: [place.settings, join(place.home, "auth")],
    sealed: {
      home: place.home,
      readable: [place.in, join(place.home, "files", "out"), join(place.home, "gone")],
    },
    userHome: undefined,
  });
  const child = spawn(program, [...args, "/bin/sh", "-c", script], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const ended = new Promise<string>((resolve) => child.once("close", () => resolve(output)));
  return { ended };
}

describe("a command in the sandbox", needs("bubblewrap"), () => {
  test("reads neither the old nor the new settings when they are saved while it runs", async () => {
    const place = createPlace();
    const wait = `touch ready; while [ ! -e go ]; do sleep 0.02; done`;
    const { ended } = await start(place, `${wait}; cat ${place.settings}; ls -A ${place.home}`);
    await vi.waitFor(() => readFileSync(join(place.cwd, "ready")));
    const temporary = join(place.home, ".settings.json.0a.tmp");
    writeFileSync(temporary, "canary-after");
    renameSync(temporary, place.settings);
    mkdirSync(join(place.home, ".staging"));
    writeFileSync(join(place.cwd, "go"), "");
    const output = await ended;
    expect(output).not.toContain("canary");
    expect(output.trim().split("\n").at(-1)).toBe("files");
    expect(output).not.toContain(".staging");
  });

  test("reads received files and nothing else in the home", async () => {
    const place = createPlace();
    const { ended } = await start(
      place,
      `cat ${place.in}/plan.txt; cat ${place.home}/*.json ${place.home}/*/*`,
    );
    const output = await ended;
    expect(output).toContain("sent by Ann");
    expect(output).not.toContain("canary");
  });

  test("can write to its workspace but not to the home", async () => {
    const place = createPlace();
    const { ended } = await start(
      place,
      `echo a > ${place.home}/new; echo b > ${place.in}/plan.txt; echo c > kept; ls ${place.home}`,
    );
    expect((await ended).trim().split("\n").at(-1)).toBe("files");
    expect(readFileSync(join(place.in, "plan.txt"), "utf8")).toBe("sent by Ann");
    expect(readFileSync(join(place.cwd, "kept"), "utf8")).toBe("c\n");
  });

  test("finds hidden variables neither in its own environment nor in that of another process", async () => {
    const env = { SHOP_KEY: "canary-key", "ODD-NAME_TOKEN": "canary-odd", SHOWN: "shown" };
    const { ended } = await start(createPlace(), "env; cat /proc/[0-9]*/environ | tr '\\0' '\\n'", {
      env,
      hiddenNames: ["SHOP_KEY", "ODD-NAME_TOKEN", "ABSENT_KEY"],
    });
    const output = await ended;
    expect(output.match(/^SHOWN=shown$/gm)?.length).toBeGreaterThan(1);
    expect(output).not.toContain("canary");
  });

  test("works if the workspace is inside the home", async () => {
    const place = createPlace();
    const cwd = join(place.home, "run", "scratch");
    mkdirSync(cwd, { recursive: true });
    const { ended } = await start({ ...place, cwd }, `echo c > kept; cat ${place.settings}`);
    expect(await ended).not.toContain("canary");
    expect(readFileSync(join(cwd, "kept"), "utf8")).toBe("c\n");
  });
});

/** The API on a socket, as in the daemon. */
async function serveApi() {
  const folder = mkdtempSync(join(OUTSIDE_TEMP, "tinyagi-api-"));
  const socket = join(folder, "socket");
  const server = createServer((request, response) =>
    response.end(`API ${request.headers.host}${request.url}\n`),
  );
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });
  return { host: "127.84.65.71", port: 3777, socket };
}

describe("a command that may call the API", needs("bubblewrap", "socat", "curl"), () => {
  const call = (path: string) => `curl -s -m 5 http://127.84.65.71:3777${path}`;

  test("reaches it from its first line and with many calls at once, and keeps its exit code", async () => {
    const api = await serveApi();
    const many = Array.from({ length: 20 }, (_, index) => `${call(`/${index}`)} &`).join(" ");
    const { ended } = await start(
      createPlace(),
      `${call("/first")}; ${many} wait; (exit 7); echo "ended $?"`,
      { api },
    );
    const lines = (await ended).trim().split("\n");
    expect(lines[0]).toBe("API 127.84.65.71:3777/first");
    expect(lines.filter((line) => line.startsWith("API"))).toHaveLength(21);
    expect(lines.at(-1)).toBe("ended 7");
  });

  test("reaches no other server on this machine", async () => {
    const api = await serveApi();
    const neighbour = createServer((_request, response) => response.end("NEIGHBOUR"));
    await new Promise<void>((resolve) => neighbour.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void neighbour.close());
    const address = neighbour.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const ask = (host: string) => `curl -s -m 3 http://${host}:${port}/; echo "$?"`;
    const { ended } = await start(createPlace(), `${ask("127.0.0.1")}; ${ask("127.84.65.71")}`, { api });
    expect(await ended).toBe("7\n7\n");
  });

  test("runs without it if the daemon has stopped or socat is missing", async () => {
    const api = await serveApi();
    const gone = await start(createPlace(), `${call("/")}; echo ran`, {
      api: { ...api, socket: `${api.socket}-gone` },
    });
    expect(await gone.ended).toBe("ran\n");
    const bare = await start(createPlace(), `${call("/")}; echo ran`, {
      api,
      programs: { bwrap: programs.bwrap },
    });
    expect(await bare.ended).toBe("ran\n");
    const broken = await start(createPlace(), `${call("/")}; echo ran`, {
      api,
      programs: { ...programs, socat: "/bin/false" },
    });
    expect(await broken.ended).toBe("ran\n");
  });
});
