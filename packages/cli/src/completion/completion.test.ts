import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { serveHome } from "../testing/fake-server.js";
import { invoke, withHome } from "../testing/invoke.js";
import { completionScript, SHELLS } from "./scripts.js";

/** What a daemon of the tests knows beside agents and teams: route to answer. */
const KNOWN: Readonly<Record<string, unknown>> = {
  "GET /api/conversations": [{ id: "conv_1", text: "fix it" }],
  "GET /api/runs": [{ runId: "run_1", agent: "coder", status: "failed" }],
  "GET /api/queue/dead": [{ id: 12, failedReason: "no key" }],
  "GET /api/schedules": [{ label: "standup", message: "What is left?" }],
  "GET /api/tasks": [{ identifier: "WEB-1", title: "Fonts" }],
  "GET /api/projects": [{ prefix: "WEB", name: "Website" }],
  "GET /api/plugins": [{ name: "footer", state: "active" }],
  "GET /api/providers": { default: null, providers: { "custom:local": { name: "Local" } } },
  "GET /api/custom-providers": { local: { name: "Local" } },
  "GET /api/pairing": { pending: [{ code: "K7QX2M9P", sender: "Ann", channel: "telegram" }], approved: [] },
  "GET /api/settings": { webhooks: { shop: {} } },
  "GET /api/tokens": [{ id: "tok_1", channel: "matrix" }],
};

async function at(...words: string[]): Promise<string[]> {
  return withHome(async (home) => {
    await using server = await serveHome(home);
    server.agents.critic = { name: "Critic", provider: "demo", model: "" };
    for (const [route, body] of Object.entries(KNOWN)) server.answers.set(route, { status: 200, body });
    const { code, stdout, stderr } = await invoke(["completion", "--at", "--", ...words], { home });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split("\t")[0] ?? "");
  });
}

describe("completion", () => {
  it("names commands, also half typed, and then their sub-commands", async () => {
    expect(await at("")).toEqual(expect.arrayContaining(["start", "agent", "queue", "completion"]));
    expect(await at("qu")).toEqual(["queue"]);
    expect(await at("queue", "r")).toEqual(["retry"]);
    expect(await at("agent", "")).toEqual(expect.arrayContaining(["list", "add", "set"]));
  });

  it("names options of the command and of all commands, and their choices", async () => {
    expect(await at("agent", "add", "x", "--per")).toEqual(["--permissions"]);
    expect(await at("agent", "add", "x", "--permissions", "")).toEqual(["sandboxed", "ask", "bypass"]);
    expect(await at("status", "--js")).toEqual(["--json"]);
    expect(await at("completion", "")).toEqual([...SHELLS]);
  });

  it("names ids the daemon knows where an id belongs, and nothing where text belongs", async () => {
    expect(await at("agent", "show", "c")).toEqual(["coder", "critic"]);
    expect(await at("reset", "coder", "cr")).toEqual(["critic"]);
    expect(await at("team", "add-agent", "d")).toEqual(["dev"]);
    expect(await at("team", "add", "x", "--leader", "cr")).toEqual(["critic"]);
    expect(await at("send", "c")).toEqual([]);
  });

  it.each([
    ["conversation show", ["conv_1"]],
    ["runs show", ["run_1"]],
    ["trace", ["run_1"]],
    ["queue retry", ["12"]],
    ["queue delete 12", ["12"]],
    ["schedule run", ["standup"]],
    ["schedule set", ["standup"]],
    ["task show", ["WEB-1"]],
    ["task delete WEB-1", ["WEB-1"]],
    ["task assign WEB-1", ["coder", "critic", "dev"]],
    ["task list --project", ["WEB"]],
    ["project archive", ["WEB"]],
    ["plugin allow", ["footer"]],
    ["provider test", ["custom:local"]],
    ["provider remove", ["local"]],
    ["agent provider coder", ["custom:local"]],
    ["pairing approve", ["K7QX2M9P"]],
    ["token revoke", ["tok_1"]],
    ["skill list", ["coder", "critic"]],
    ["memory search", ["coder", "critic"]],
    ["heartbeat set", ["coder", "critic"]],
    ["schedule add --agent", ["coder", "critic", "dev"]],
    ["webhook test", ["shop"]],
    ["chatroom", ["dev"]],
    ["export team", ["dev"]],
  ])("names what the daemon knows behind `%s`", async (line, ids) => {
    expect(await at(...line.split(" "), "")).toEqual(ids);
  });

  it("completes commands without a daemon and stays silent about it", async () => {
    await withHome(async (home) => {
      const env = { TINYAGI_API_PORT: "1" };
      const { code, stdout, stderr } = await invoke(["completion", "--at", "--", "agent", "show", ""], {
        home,
        env,
      });
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
    });
  });

  it("asks which shell, and refuses one it does not know", async () => {
    await withHome(async (home) => {
      expect((await invoke(["completion"], { home })).code).toBe(2);
      const wrong = await invoke(["completion", "tcsh"], { home });
      expect(wrong.code).toBe(2);
      expect(wrong.stderr).toContain("bash, zsh, fish");
    });
  });
});

describe("the script of bash", () => {
  it("is valid and fills COMPREPLY with what fits the word at the cursor", () => {
    const script = `
tinyagi() { printf 'queue\\tmessages\\nquit\\t\\nagent\\tagents\\n'; }
${completionScript("bash")}
COMP_WORDS=(tinyagi qu) COMP_CWORD=1
_tinyagi
printf '%s\\n' "\${COMPREPLY[@]}"
`;
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "queue\nquit\n", stderr: "" });
  });
});
