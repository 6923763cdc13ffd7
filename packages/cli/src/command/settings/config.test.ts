/** `config` in a home without a daemon, and against one that answers. @requirement CONFIG-4 @requirement CLI-1 */
import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lockHome } from "../../../../daemon/src/home-lock.js";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type Invocation, type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

const KEY = "sk-ant-0123456789abcdefghij";
const FILE = {
  agents: { coder: { name: "Coder", provider: "demo", model: "" } },
  models: { anthropic: { api_key: KEY } },
  note: "an unknown key",
};

type Config = (words: readonly string[], options?: Partial<Invocation>) => Promise<InvocationResult>;

/** A home whose settings are `FILE`. */
function inHome(use: (config: Config, home: string, file: string) => Promise<void>): Promise<void> {
  return withHome(async (home) => {
    const file = join(home, "settings.json");
    await writeFile(file, `${JSON.stringify(FILE, null, 2)}\n`);
    await use((words, options) => invoke(["config", ...words], { home, ...options }), home, file);
  });
}

const read = async (file: string) => JSON.parse(await readFile(file, "utf8"));

/** An editor that runs the script on its file. */
async function editor(home: string, script: string): Promise<{ EDITOR: string; PATH: string }> {
  const file = join(home, "editor.sh");
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o700);
  return { EDITOR: file, PATH: process.env.PATH ?? "" };
}

describe("config get", () => {
  it("prints a single value as text, several as JSON, and masks secrets", () =>
    inHome(async (config) => {
      expect(await config(["get", "agents.coder.name"])).toMatchObject({ code: 0, stdout: "Coder\n" });
      expect((await config(["get", "agents.coder.name", "--json"])).stdout).toBe('"Coder"\n');
      expect((await config(["get", "/agents/coder/name"])).stdout).toBe("Coder\n");
      expect((await config(["get", "limits.hops"])).stdout).toBe("8\n");
      const all = await config(["get", "--json"]);
      expect(JSON.parse(all.stdout).models.anthropic).toEqual({ api_key: "sk-…ghij", hasKey: true });
      expect(all.stdout).not.toContain(KEY);
    }));

  it.each([["agents.nobody"], ["agents.coder.constructor"], ["limits.hops.deeper"]])(
    "says that nothing is set at %s",
    (place) =>
      inHome(async (config) => {
        expect(await config(["get", place])).toMatchObject({ code: 1, stdout: "" });
      }),
  );
});

describe("config set without a daemon", () => {
  it("changes the file, keeps its unknown keys and secrets, and leaves a backup", () =>
    inHome(async (config, _home, file) => {
      const result = await config(["set", "agents.coder.role", "writes code"]);
      expect(result).toMatchObject({ code: 0, stdout: 'agents.coder.role = "writes code"\n' });
      expect(await read(file)).toMatchObject({ ...FILE, agents: { coder: { role: "writes code" } } });
      expect(await read(`${file}.bak`)).toEqual(FILE);
      await config(["set", "--unset", "agents.coder.role"]);
      expect((await read(file)).agents.coder).not.toHaveProperty("role");
    }));

  it("reads JSON as JSON, words as text, and everything as text with --string", () =>
    inHome(async (config, _home, file) => {
      await config(["set", "limits.hops", "3"]);
      await config(["set", "channels.enabled", '["telegram"]']);
      await config(["set", "agents.coder.role", "7", "--string"]);
      expect(await read(file)).toMatchObject({
        limits: { hops: 3 },
        channels: { enabled: ["telegram"] },
        agents: { coder: { role: "7" } },
      });
    }));

  it("reads a secret from stdin, and warns of one in the command line without repeating it", () =>
    inHome(async (config, _home, file) => {
      const other = "sk-ant-zyxwvutsrqponmlkjihg";
      const piped = await config(["set", "models.anthropic.api_key", "-"], { input: `${other}\n` });
      expect(piped).toMatchObject({ code: 0, stderr: "", stdout: 'models.anthropic.api_key = "sk-…jihg"\n' });
      expect((await read(file)).models.anthropic.api_key).toBe(other);
      const typed = await config(["set", "models.anthropic.api_key", KEY]);
      expect(typed.stderr).toContain("shell's history");
      expect(`${typed.stdout}${typed.stderr}`).not.toContain(KEY);
      expect((await config(["set", "models.anthropic.api_key", "env:KEY"])).stderr).toBe("");
    }));

  it.each([
    [["set", "limits.hops", "900"], 78, "limits.hops"],
    [["set", "nonsense", "1"], 78, "nonsense: unknown key"],
    [["set", "agents.coder.provider", "custom:x"], 78, "no custom provider has this id"],
    [["set", "models.provider", "custom:x"], 78, "no custom provider has this id"],
    [["set", "models.provider", "demo"], 78, "models.provider"],
    [["set", "monitoring.heartbeat_interval", "9"], 78, "at least 10 seconds"],
    [["set", "agents.coder.heartbeat.interval", "5"], 78, "at least 10 seconds"],
    [["set", "agents.coder.heartbeat.interval", "2592001"], 78, "at most 30 days"],
    [["set", "agents.coder.working_directory", "/etc"], 65, "directory of the system"],
    [["set", "limits.hops"], 2, "The value is missing."],
    [["set", "limits..hops", "1"], 2, "This is not a path"],
    [["set", "--unset", "limits.hops", "1"], 2, "--unset takes no value"],
    [["set", "models.anthropic.api_key", "sk-…zzzz"], 78, "this is a masked value"],
  ])("%j is refused with exit code %i and the file stays as it was", (words, code, reason) =>
    inHome(async (config, _home, file) => {
      const result = await config(words);
      expect(result).toMatchObject({ code, stdout: "" });
      expect(result.stderr).toContain(reason);
      expect(await read(file)).toEqual(FILE);
    }),
  );

  it("is refused while a daemon locks the home but does not answer", () =>
    inHome(async (config, home, file) => {
      const lock = lockHome(join(home, "daemon.lock"));
      try {
        expect(await config(["set", "limits.hops", "3"])).toMatchObject({ code: 73 });
        expect(await read(file)).toEqual(FILE);
      } finally {
        lock.release();
      }
      expect(await config(["set", "limits.hops", "3"])).toMatchObject({ code: 0 });
    }));
});

describe("config validate", () => {
  it("accepts a file with warnings, and reports errors with line and column", () =>
    inHome(async (config, home) => {
      const good = await config(["validate", "--json"]);
      expect(JSON.parse(good.stdout)).toMatchObject({ valid: true, warnings: [{ path: "note" }] });
      const other = join(home, "other.json");
      await writeFile(other, '{\n  "limits": { "hops": "x" }\n}');
      const bad = await config(["validate", other]);
      expect(bad.code).toBe(78);
      expect(bad.stderr).toMatch(/line 2, column 23.*limits\.hops/);
      expect((await config(["validate", "-"], { input: "{" })).stderr).toContain("line 1, column 2");
      expect(await config(["validate", join(home, "gone.json")])).toMatchObject({ code: 1 });
    }));
});

describe("config edit", () => {
  it("saves the edited text, as private as before", () =>
    inHome(async (config, home, file) => {
      const env = await editor(home, `sed -i 's/"Coder"/"Editor"/' "$1"`);
      expect(await config(["edit"], { env })).toMatchObject({ code: 0, stdout: "saved\n" });
      expect((await read(file)).agents.coder.name).toBe("Editor");
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect((await readdir(home)).filter((name) => name.includes("edit-"))).toEqual([]);
    }));

  it("changes nothing when the text is unchanged or the editor fails", () =>
    inHome(async (config, home, file) => {
      expect(await config(["edit"], { env: await editor(home, "exit 0") })).toMatchObject({
        code: 0,
        stdout: "nothing was changed\n",
      });
      expect((await config(["edit"], { env: await editor(home, "exit 3") })).code).not.toBe(0);
      expect((await config(["edit"], { env: { EDITOR: "/nowhere/editor" } })).code).toBe(2);
      expect((await config(["edit"], { env: { EDITOR: "" } })).stderr).toContain("EDITOR");
      expect(await read(file)).toEqual(FILE);
      expect((await readdir(home)).filter((name) => name.includes("edit-"))).toEqual([]);
    }));

  it("refuses an invalid text with line and column, and keeps it", () =>
    inHome(async (config, home, file) => {
      const env = await editor(home, `printf '{\\n"agents": 1}' > "$1"`);
      const result = await config(["edit"], { env });
      expect(result.code).toBe(78);
      expect(result.stderr).toContain("line 2, column 11");
      const kept = /saved in (\S+)/.exec(result.stderr)?.[1] ?? "";
      expect(await readFile(kept, "utf8")).toBe('{\n"agents": 1}');
      expect((await stat(kept)).mode & 0o777).toBe(0o600);
      expect(await read(file)).toEqual(FILE);
    }));

  it("never overwrites a change that another program made meanwhile", () =>
    inHome(async (config, home, file) => {
      const env = await editor(home, `echo '{"agents": {}}' > "$1"; echo '{"limits": {}}' > "${file}"`);
      const result = await config(["edit"], { env });
      expect(result.stderr).toContain("Somebody else changed settings.json");
      expect(await read(file)).toEqual({ limits: {} });
    }));
});

describe("the preview of config edit", () => {
  const OTHER = "sk-ant-zyxwvutsrqponmlkjihg";
  const edited = (change: object) => `cat > "$1" <<'END'\n${JSON.stringify({ ...FILE, ...change })}\nEND`;

  it("shows what would change, and with --dry-run changes nothing", () =>
    inHome(async (config, home, file) => {
      const env = await editor(home, edited({ limits: { hops: 3 } }));
      const { code, stderr, stdout } = await config(["edit", "--dry-run"], { env });
      expect({ code, stdout }).toEqual({ code: 0, stdout: "nothing was changed\n" });
      expect(stderr).toMatch(/^\+ .*"hops": 3/m);
      expect(await read(file)).toEqual(FILE);
      expect((await readdir(home)).filter((name) => name.includes("edit-"))).toEqual([]);
      const saved = await config(["edit"], { env });
      expect(saved.stderr).toMatch(/^\+ .*"hops": 3/m);
      expect(await read(file)).toMatchObject({ limits: { hops: 3 } });
    }));

  it("shows no secret, neither the old one nor the new one", () =>
    inHome(async (config, home) => {
      const env = await editor(home, edited({ models: { anthropic: { api_key: OTHER } } }));
      const { stderr, stdout } = await config(["edit", "--dry-run"], { env });
      expect(stderr).toContain("api_key");
      for (const secret of [KEY, OTHER]) expect(stderr + stdout).not.toContain(secret);
    }));

  it("names a secret that changed and looks the same behind its mask", () =>
    inHome(async (config, home) => {
      const alike = `${KEY.slice(0, 10)}XXXX${KEY.slice(14)}`;
      const env = await editor(home, edited({ models: { anthropic: { api_key: alike } } }));
      const { stderr } = await config(["edit", "--dry-run"], { env });
      expect(stderr).toContain("models.anthropic.api_key: the secret changed");
      expect(stderr).not.toContain(alike);
    }));

  it("names the guards that get weaker", () =>
    inHome(async (config, home) => {
      const env = await editor(home, edited({ server: { host: "0.0.0.0" } }));
      const { stderr } = await config(["edit", "--dry-run"], { env });
      expect(stderr).toContain("This weakens a guard:");
      expect(stderr).toMatch(/^- .*server\.host/m);
    }));
});

it("config path and schema need neither daemon nor settings", () =>
  withHome(async (home) => {
    expect((await invoke(["config", "path"], { home })).stdout).toBe(`${join(home, "settings.json")}\n`);
    const schema = await invoke(["config", "schema"], { home });
    expect(JSON.parse(schema.stdout)).toMatchObject({ title: "TinyAGI settings", type: "object" });
    expect(await invoke(["config", "get"], { home })).toMatchObject({ code: 78, stdout: "" });
  }));

describe("with a daemon", () => {
  const revision = {
    id: 2,
    author: "operator",
    paths: ["limits.hops", "models.anthropic.api_key"],
    time: 0,
    previous: 1,
    settings: { limits: { hops: 3 }, models: { anthropic: { api_key: "sk-…ghij" } } },
    diff: [
      { path: "limits.hops", before: 8, after: 3 },
      { path: "models.anthropic.api_key", before: "sk-…ghij", after: "sk-…ghij" },
    ],
  };
  const first = { ...revision, id: 1, author: "file", paths: [], previous: null, diff: [] };

  function served(use: (config: Config, server: FakeServer) => Promise<void>): Promise<void> {
    return withHome(async (home) => {
      await using server = await serveHome(home);
      const answer = (line: string, body: unknown) => server.answers.set(line, { status: 200, body });
      answer("GET /api/settings", {
        limits: { hops: 8 },
        models: { anthropic: { api_key: "sk-…aaaa", hasKey: true } },
      });
      answer("POST /api/settings/change", { ok: true, settings: { limits: { hops: 3 } } });
      answer("GET /api/settings/revisions", [revision, first]);
      answer("GET /api/settings/revisions/2", revision);
      answer("GET /api/settings/revisions/1", {
        ...first,
        settings: { ...revision.settings, limits: { hops: 8 } },
      });
      answer("POST /api/settings/revisions/2/restore", { ok: true, revision: 3, settings: {} });
      await use((words, options) => invoke(["config", ...words], { home, ...options }), server);
    });
  }

  it("get and set use it, one value at a time", () =>
    served(async (config, server) => {
      expect((await config(["get", "limits.hops"])).stdout).toBe("8\n");
      expect((await config(["set", "limits.hops", "3"])).stdout).toBe("limits.hops = 3\n");
      expect(server.calls).toEqual([
        { line: "POST /api/settings/change", body: { changes: [{ path: ["limits", "hops"], value: 3 }] } },
      ]);
    }));

  it.each([
    [true, /uses it after a restart.*tinyagi restart/],
    [false, /^$/],
  ])("says when the daemon goes on with the engine before: %s", (isChanged, said) =>
    served(async (config, server) => {
      const engine = { state: "ready", url: "redis://127.0.0.1:1", isChanged };
      server.answers.set("GET /api/workers", { status: 200, body: { engine, workers: [] } });
      const { code, stderr } = await config(["set", "execution.engine.url", "redis://127.0.0.1:2"]);
      expect(code).toBe(0);
      expect(stderr.trim()).toMatch(said);
    }),
  );

  it("history, diff and rollback show and restore earlier settings, with secrets masked", () =>
    served(async (config, server) => {
      const history = await config(["history"]);
      expect(history.stdout).toMatch(
        /2 .*operator .*limits\.hops, models\.anthropic\.api_key\n1 .*file .*as found/,
      );
      const diff = await config(["diff", "2"]);
      expect(diff.stdout).toContain('-    "hops": 8');
      expect(diff.stdout).toContain('+    "hops": 3');
      expect(diff.stdout).toContain("models.anthropic.api_key: the secret changed");
      expect((await config(["diff", "1"])).stdout).toContain("the oldest revision");
      const dry = await config(["rollback", "2", "--dry-run"]);
      expect(dry.stdout).toMatch(/^-.*"hops": 8,$[\s\S]*^\+.*"hops": 3,$/m);
      // Their masks tell keys apart.
      expect(dry.stdout).toMatch(/^-.*"sk-…aaaa"[\s\S]*^\+.*"sk-…ghij"/m);
      expect(dry.stdout).toContain("Nothing was changed (--dry-run).");
      expect(await config(["rollback", "2"])).toMatchObject({ code: 2, stdout: "" });
      expect(server.calls).toEqual([]);
      expect((await config(["rollback", "2", "--yes"])).stdout).toContain("revision 3");
      expect(server.calls.map((call) => call.line)).toEqual(["POST /api/settings/revisions/2/restore"]);
      expect((await config(["diff", "x"])).code).toBe(2);
    }));
});
