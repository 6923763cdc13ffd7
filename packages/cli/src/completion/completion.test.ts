import { spawnSync } from "node:child_process";
import { needs } from "@tinyagi/testkit";
import { describe, expect, it } from "vitest";
import { serveHome } from "../testing/fake-server.js";
import { invoke, withHome } from "../testing/invoke.js";
import { completionScript, SHELLS } from "./scripts.js";

/** Answers of the fake daemon by route, in addition to agents and teams. */
const KNOWN: Readonly<Record<string, unknown>> = {
  "GET /api/conversations": [{ id: "conv_1", text: "fix it" }],
  "GET /api/runs": [{ runId: "run_1", agent: "coder", status: "failed" }],
  "GET /api/queue/dead": [{ id: 12, failedReason: "no key" }],
  "GET /api/schedules": [{ label: "standup", message: "What is left?" }],
  "GET /api/tasks": [{ identifier: "WEB-1", title: "Fonts" }],
  "GET /api/projects": [{ prefix: "WEB", name: "Website" }],
  "GET /api/plugins": [{ name: "footer", state: "active" }],
  "GET /api/providers": {
    default: null,
    providers: { demo: { name: "Demo" }, "custom:local": { name: "Local" } },
  },
  "GET /api/custom-providers": { local: { name: "Local" } },
  "GET /api/pairing": { pending: [{ code: "K7QX2M9P", sender: "Ann", channel: "telegram" }], approved: [] },
  "GET /api/settings": { webhooks: { shop: {} }, limits: { hops: 8, tokens: { day: 5 } } },
  "GET /api/settings/revisions": [{ id: 7, author: "cli", paths: ["limits.hops"] }],
  "GET /api/agents/coder/memory": {
    index: "",
    files: [{ path: "work/release.md", name: "release" }],
    memoryDir: "m",
  },
  "GET /api/agents/coder/skills": [{ id: "rhyme", description: "Rhymes" }],
  "GET /api/tokens": [{ id: "tok_1", channel: "matrix" }],
};

const STATES = ["backlog", "todo", "in_progress", "review", "done"];

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
    expect(await at("agent", "add", "x", "--permissions", "")).toEqual([
      ...["sandboxed", "ask", "bypass", "container"],
    ]);
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
    ["provider", ["list", "add", "remove", "resume", "login", "test", "custom:local"]],
    ["provider test", ["demo", "custom:local"]],
    ["provider remove", ["local"]],
    ["agent provider coder", ["demo", "custom:local"]],
    ["pairing approve", ["K7QX2M9P"]],
    ["token revoke", ["tok_1"]],
    ["skill list", ["coder", "critic"]],
    ["memory search", ["coder", "critic"]],
    ["heartbeat set", ["coder", "critic"]],
    ["schedule add --agent", ["coder", "critic", "dev"]],
    ["webhook test", ["shop"]],
    ["chatroom", ["dev"]],
    ["export team", ["dev"]],
    ["memory show coder", ["work/release.md"]],
    ["skill show @coder", ["rhyme"]],
    ["skill remove coder", ["rhyme"]],
    ["config rollback", ["7"]],
    ["config diff", ["7"]],
    ["task list --status", STATES],
    ["task update WEB-1 --status", STATES],
    ["task move WEB-1", STATES],
    ["run --join", ["reply", "leader", "stream"]],
    ["pairing role telegram 777", ["owner", "member", "guest"]],
    ["pairing approve --role", ["owner", "member", "guest"]],
  ])("names what the daemon knows behind `%s`", async (line, ids) => {
    expect(await at(...line.split(" "), "")).toEqual(ids);
  });

  it("continues a list after its last comma, without the entries it already has", async () => {
    expect(await at("team", "add", "--agents", "c")).toEqual(["coder", "critic"]);
    expect(await at("team", "add", "--agents", "coder,")).toEqual(["coder,critic"]);
    expect(await at("team", "set", "dev", "--agents", "coder,cr")).toEqual(["coder,critic"]);
  });

  it("names values of an option that is written with =", async () => {
    expect(await at("agent", "add", "x", "--permissions=s")).toEqual(["--permissions=sandboxed"]);
    expect(await at("agent", "add", "--provider=cu")).toEqual(["--provider=custom:local"]);
    expect(await at("team", "add", "--agents=coder,cr")).toEqual(["--agents=coder,critic"]);
    expect(await at("agent", "add", "--permissions=ask", "x", "--mod")).toContain("--model");
  });

  it("names keys of the settings, one level below the typed text", async () => {
    expect(await at("config", "get", "limits.h")).toEqual(["limits.hops"]);
    expect(await at("config", "set", "li")).toEqual(["limits", "limits.hops", "limits.tokens"]);
    expect(await at("config", "set", "limits.hops", "")).toEqual([]);
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

it.each<[string[], string]>([
  [["run", "@co"], "@coder\tCoder"],
  [["run", "--", "@"], "@coder\tCoder"],
  [["@co"], "@coder\tCoder"],
  [["attach", "@co"], "@coder\tCoder"],
  [["send", "--agent", "@co"], "@coder\tCoder"],
  [["send", "--agent=@co"], "--agent=@coder\tCoder"],
])("%j completes the name of an agent", async (words, line) => {
  await withHome(async (home) => {
    await using _server = await serveHome(home);
    const { stdout } = await invoke(["completion", "--at", "--", ...words], { home });
    expect(stdout.split("\n")).toContain(line);
  });
});

/** What the script asks, word by word, and what it gives readline of the `answers`. */
function inBash(words: string[], answers: string): { asked: string; replies: string[] } {
  const script = `
tinyagi() { printf '%s\\n' "$*" >&2; printf -- '${answers}'; }
${completionScript("bash").replace("2>/dev/null", "2>&3")}
exec 3>&2
COMP_WORDS=(tinyagi ${words.map((word) => `'${word}'`).join(" ")}) COMP_CWORD=${words.length}
_tinyagi
printf '%s\\n' "\${COMPREPLY[@]}"
`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  expect(status).toBe(0);
  return {
    asked: stderr.trim().replaceAll("\n", " "),
    replies: stdout.split("\n").filter((line) => line !== ""),
  };
}

describe("the script of bash", () => {
  it("is valid and fills COMPREPLY with what fits the word at the cursor", () => {
    const { asked, replies } = inBash(["qu"], "queue\\tmessages\\nquit\\t\\nagent\\tagents\\n");
    expect({ asked, replies }).toEqual({ asked: "completion --at -- qu", replies: ["queue", "quit"] });
  });

  it.each([
    [["agent", "add", "--provider", "=", "de"], "agent add --provider=de", "--provider=demo", "demo"],
    [["agent", "add", "--provider", "="], "agent add --provider=", "--provider=demo", "demo"],
    [["provider", "custom", ":", "lo"], "provider custom:lo", "custom:local", "local"],
    [["run", "@", "co"], "run @co", "@coder", "coder"],
    [["run", "@"], "run @", "@coder", "coder"],
    [["@", "co"], "@co", "@coder", "coder"],
    [["send", "--agent", "=@", "co"], "send --agent=@co", "--agent=@coder", "coder"],
    [["a", "--provider", "=", "custom", ":"], "a --provider=custom:", "--provider=custom:x", "x"],
  ])("puts together what bash takes apart: %j", (words, asked, answer, reply) => {
    expect(inBash(words, `${answer}\\n`)).toEqual({
      asked: `completion --at -- ${asked}`,
      replies: [reply],
    });
  });
});

describe("the script of fish", needs("fish"), () => {
  const inFish = (line: string): string[] => {
    const script = `
function tinyagi; string match -q '*restore*' "$argv"; or printf 'queue\\tmessages\\n@coder\\tCoder\\n'; end
${completionScript("fish")}
complete -C '${line}'
`;
    const cwd = new URL("..", import.meta.url).pathname;
    const { stdout } = spawnSync("fish", ["--no-config", "-c", script], { encoding: "utf8", cwd });
    return stdout.split("\n").filter((one) => one !== "");
  };

  it("names matching candidates, and files if there are none", () => {
    expect(inFish("tinyagi qu")).toEqual(["queue\tmessages"]);
    expect(inFish("tinyagi run @co")).toEqual(["@coder\tCoder"]);
    expect(inFish("tinyagi restore program").map((one) => one.split("\t")[0])).toEqual(["program.ts"]);
  });
});
