/** The container: its entrypoint as a script, and the files it is built and started with. @requirement DOCKER-1 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { needs, waitFor } from "@tinyagi/testkit";
import { validate } from "dockerfile-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ENTRYPOINT = join(ROOT, "docker", "entrypoint.sh");
const dockerfile = readFileSync(join(ROOT, "docker", "Dockerfile"), "utf8");

/** Says what it was started as. */
const FAKE = `#!/bin/sh
printf '%s|%s|%s\\n' "$$" "$*" "\${ANTHROPIC_API_KEY:-}\${ANTHROPIC_API_KEY_FILE:-}"
case $1 in
  start) trap 'exit 75' TERM; while :; do sleep 0.05; done ;;
  *) exit 3 ;;
esac
`;

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tinyagi-docker-"));
  mkdirSync(join(root, "bin"));
  mkdirSync(join(root, "data"));
  writeFileSync(join(root, "bin", "tinyagi"), FAKE, { mode: 0o755 });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const environment = (env: Record<string, string> = {}) => ({
  PATH: `${join(root, "bin")}:/usr/bin:/bin`,
  HOME: join(root, "data"),
  ...env,
});

function run(words: readonly string[], env?: Record<string, string>) {
  const options = { env: environment(env), encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync("sh", [ENTRYPOINT, ...words], options);
  return { code: status, stdout, stderr };
}

describe("the entrypoint", () => {
  it.each([
    [[], "start --foreground"],
    [["start"], "start --foreground"],
  ])("%j becomes the daemon: same process, its signals and its exit code", async (words, expected) => {
    const child = spawn("sh", [ENTRYPOINT, ...words], {
      env: environment(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += String(chunk);
    });
    await waitFor(() => output.includes("\n"), { what: "the fake daemon to start" });
    expect(output).toBe(`${child.pid}|${expected}|\n`);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([75, null]);
  });

  it("runs any other command, with its exit code", () => {
    expect(run(["run", "@demo hello"])).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("|run @demo hello|"),
    });
  });

  it("hands a secret over from its file, and only its content", () => {
    const file = join(root, "it's a $(secret)");
    writeFileSync(file, "sk-canary\n");
    const { stdout } = run(["status"], {
      ANTHROPIC_API_KEY_FILE: file,
      NODE_EXTRA_CA_CERTS_FILE: "/nothing",
    });
    expect(stdout).toMatch(/\|status\|sk-canary\n$/);
  });

  it("refuses a secret that is missing, empty or given twice, and does not print it", () => {
    const file = join(root, "secret");
    writeFileSync(file, "");
    const given = { ANTHROPIC_API_KEY: "sk-canary", ANTHROPIC_API_KEY_FILE: file };
    for (const [env, words] of [
      [{ TELEGRAM_BOT_TOKEN_FILE: "/nothing" }, /TELEGRAM_BOT_TOKEN_FILE names \/nothing, which is missing/],
      [{ ANTHROPIC_API_KEY_FILE: file }, /is empty/],
      [given, /not both/],
    ] as const) {
      const { code, stdout, stderr } = run(["status"], { ...env });
      expect({ code, stdout, lines: stderr.split("\n").length }).toEqual({ code: 78, stdout: "", lines: 2 });
      expect(stderr).toMatch(words);
      expect(stderr).not.toContain("sk-canary");
    }
  });

  it.runIf(process.getuid?.() === 0 && existsSync("/usr/bin/setpriv"))(
    "says what to do when the volume belongs to another user",
    () => {
      chmodSync(root, 0o755);
      const as = ["--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-s"];
      // The script may be in a folder that only root can read.
      const input = readFileSync(ENTRYPOINT);
      const { status, stderr } = spawnSync("setpriv", as, { env: environment(), input, encoding: "utf8" });
      expect({ status, stderr }).toEqual({
        status: 74,
        stderr: expect.stringMatching(
          /is not writable for user 65534: give the volume to that user with chown/,
        ),
      });
    },
  );

  it("passes shellcheck, as the script does that tries the image", needs("shellcheck"), () => {
    const scripts = [ENTRYPOINT, join(ROOT, "docker", "check-image.sh")];
    expect(spawnSync("shellcheck", scripts, { encoding: "utf8" }).stdout).toBe("");
  });
});

describe("the image", () => {
  it("has a Dockerfile without errors and warnings", () => {
    expect(validate(dockerfile)).toEqual([]);
  });

  it("copies only what is in the repository and reaches the builder", () => {
    const ignored = readFileSync(join(ROOT, ".dockerignore"), "utf8").split("\n");
    const copied = [...dockerfile.matchAll(/^COPY (?:--chmod=\d+ )?([\w/.-]+) /gm)].map(
      ([, path = ""]) => path,
    );
    expect(copied).toContain("docker/entrypoint.sh");
    for (const path of copied) {
      expect(existsSync(join(ROOT, path)), path).toBe(true);
      expect(ignored).not.toContain(path);
    }
    // The secrets that the guide names for the compose file.
    for (const secret of ["docker/secrets", ".env"]) {
      expect(ignored).toContain(secret);
      const path = secret === ".env" ? secret : `${secret}/x`;
      expect(execFileSync("git", ["check-ignore", path], { cwd: ROOT, encoding: "utf8" })).toBe(`${path}\n`);
    }
  });

  it("runs as an ordinary user, below an init, with a health check of the port it opens", () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf("FROM "));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^ENTRYPOINT \["tini", "--", "tinyagi-entrypoint"\]$/m);
    const [, port] = /^EXPOSE (\d+)$/m.exec(last) ?? [];
    expect(last).toContain(`http://127.0.0.1:${port}/healthz`);
    expect(readFileSync(join(ROOT, "compose.yaml"), "utf8")).toContain(`127.0.0.1:${port}:${port}`);
  });
});

describe("the compose file", () => {
  it("takes keys from the shell, and starts without any", () => {
    const text = readFileSync(join(ROOT, "compose.yaml"), "utf8");
    for (const name of ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"])
      expect(text).toContain(`${name}: \${${name}:-}`);
    expect(run(["status"], { ANTHROPIC_API_KEY: "" }).stdout).toMatch(/\|status\|\n$/);
  });

  it("has no errors and no warnings", () => {
    const linter = join(
      dirname(createRequire(import.meta.url).resolve("dclint/package.json")),
      "bin/dclint.cjs",
    );
    const config = join(ROOT, "docker", "dclint.json");
    const words = [linter, "--config", config, "--max-warnings", "0", join(ROOT, "compose.yaml")];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "\n", stderr: "" });
  });
});
