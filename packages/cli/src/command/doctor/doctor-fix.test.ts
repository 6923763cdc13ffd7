/** Every fault that `doctor --fix` repairs, made for real; and what it leaves to a person. @requirement DOCTOR-1 */
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../doctor/finding.js";
import { serveHome } from "../../testing/fake-server.js";
import { invoke, withHome as withFolder } from "../../testing/invoke.js";
import type { RepairOutcome } from "./doctor-fix.js";

const AGENT = { name: "Demo", provider: "demo", model: "" };
const GONE = { pid: process.pid, startTime: "long ago", port: 1, bootId: "b", version: "1" };

interface Report {
  code: number;
  findings: Finding[];
  repairs: RepairOutcome[];
}

async function doctor(home: string, ...flags: string[]): Promise<Report> {
  const env = { TINYAGI_API_PORT: "1", PATH: "/nowhere" };
  const { code, stdout } = await invoke(["doctor", "--json", ...flags], { home, env });
  return { code, ...JSON.parse(stdout) };
}

/** A home in a folder of its own, because agents may not work in a home. */
function withHome(use: (home: string) => Promise<void>): Promise<void> {
  return withFolder((folder) => {
    const home = join(folder, "home");
    mkdirSync(home, { mode: 0o700 });
    return use(home);
  });
}

/** A home as a stopped daemon left it. */
function makeHome(home: string): void {
  for (const name of ["auth", "logs", "files", "files/in", "files/out", "backups"])
    mkdirSync(join(home, name), { mode: 0o700 });
  writeFileSync(join(home, "auth", "token"), "t".repeat(43), { mode: 0o600 });
  writeFileSync(join(home, "daemon.lock"), "", { mode: 0o600 });
  const skills = join(home, "..", "agents", "demo", ".agents", "skills");
  mkdirSync(skills, { recursive: true });
  mkdirSync(join(home, "..", "agents", "demo", ".claude"));
  symlinkSync("../.agents/skills", toLink(home));
  const settings = { workspace: { path: join(home, "..", "agents") }, agents: { demo: AGENT } };
  writeFileSync(join(home, "settings.json"), JSON.stringify(settings), { mode: 0o600 });
}

const toLink = (home: string) => join(home, "..", "agents", "demo", ".claude", "skills");
const getMode = (home: string, name: string) => (statSync(join(home, name)).mode & 0o777).toString(8);

/** Every path below with its mode and content. */
function snapshot(home: string): string[] {
  return readdirSync(join(home, ".."), { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const content = entry.isFile() ? readFileSync(path, "utf8") : "";
      const target = entry.isSymbolicLink() ? readlinkSync(path) : "";
      return `${path} ${lstatSync(path).mode.toString(8)} ${content}${target}`;
    })
    .sort();
}

type Fault = readonly [name: string, id: string, make: (home: string) => void, check: (home: string) => void];

const FAULTS: readonly Fault[] = [
  [
    "a home that others may enter",
    "home.mode",
    (home) => chmodSync(home, 0o755),
    (home) => expect(getMode(home, ".")).toBe("700"),
  ],
  [
    "a token that others may read",
    "token.mode",
    (home) => chmodSync(join(home, "auth", "token"), 0o644),
    (home) => expect(getMode(home, "auth/token")).toBe("600"),
  ],
  [
    "settings that others may read",
    "settings.mode",
    (home) => chmodSync(join(home, "settings.json"), 0o664),
    (home) => expect(getMode(home, "settings.json")).toBe("600"),
  ],
  [
    "workspaces that others may change",
    "workspace.writable",
    (home) => chmodSync(join(home, "..", "agents", "demo"), 0o777),
    (home) => expect(getMode(home, "../agents/demo")).toBe("755"),
  ],
  [
    "a folder that its owner may not use",
    "home.closed",
    (home) => chmodSync(join(home, "logs"), 0o500),
    (home) => expect(getMode(home, "logs")).toBe("700"),
  ],
  [
    "a lock that its owner may not change",
    "home.closed",
    (home) => {
      writeFileSync(join(home, "daemon.lock"), "");
      chmodSync(join(home, "daemon.lock"), 0o400);
    },
    (home) => expect(getMode(home, "daemon.lock")).toBe("600"),
  ],
  [
    "missing folders",
    "home.folder",
    (home) => rmSync(join(home, "files"), { recursive: true }),
    (home) =>
      expect(["files", "files/in", "files/out"].map((name) => getMode(home, name))).toEqual([
        "700",
        "700",
        "700",
      ]),
  ],
  [
    "an empty file in place of a folder",
    "home.folder",
    (home) => {
      rmSync(join(home, "backups"), { recursive: true });
      writeFileSync(join(home, "backups"), "");
    },
    (home) => expect(getMode(home, "backups")).toBe("700"),
  ],
  [
    "a lock that is garbage",
    "home.lock",
    (home) => writeFileSync(join(home, "daemon.lock"), "garbage"),
    (home) => expect(existsSync(join(home, "daemon.lock"))).toBe(false),
  ],
  [
    "the file of a daemon that is gone",
    "daemon.stale-file",
    (home) => writeFileSync(join(home, "daemon.json"), JSON.stringify(GONE)),
    (home) => expect(existsSync(join(home, "daemon.json"))).toBe(false),
  ],
  [
    "settings that are gone, with their backup beside them",
    "settings.lost",
    (home) => {
      writeFileSync(join(home, "settings.json.bak"), readFileSync(join(home, "settings.json")), {
        mode: 0o600,
      });
      rmSync(join(home, "settings.json"));
    },
    (home) =>
      expect(JSON.parse(readFileSync(join(home, "settings.json"), "utf8")).agents).toEqual({ demo: AGENT }),
  ],
  [
    "a link to skills that leads elsewhere",
    "agents.skills-link",
    (home) => {
      rmSync(toLink(home));
      symlinkSync("/nowhere", toLink(home));
    },
    (home) => expect(statSync(toLink(home)).isDirectory()).toBe(true),
  ],
  [
    "a link to skills whose folder is gone",
    "agents.skills-link",
    (home) => {
      rmSync(toLink(home));
      symlinkSync("/nowhere", toLink(home));
      rmSync(join(home, "..", "agents", "demo", ".agents"), { recursive: true });
    },
    (home) => expect(statSync(toLink(home)).isDirectory()).toBe(true),
  ],
];

describe("doctor --fix", () => {
  it("finds nothing to repair in a good home", async () => {
    await withHome(async (home) => {
      makeHome(home);
      const before = snapshot(home);
      const { repairs, findings } = await doctor(home, "--fix");
      expect(repairs).toEqual([]);
      expect(findings.filter(({ level }) => level === "error")).toEqual([]);
      expect(snapshot(home)).toEqual(before);
    });
  });

  it.each(FAULTS)("repairs %s, and a second run finds nothing", async (_name, id, make, check) => {
    await withHome(async (home) => {
      makeHome(home);
      make(home);
      const before = snapshot(home);
      const planned = await doctor(home, "--fix", "--dry-run");
      expect(planned.findings.map((one) => one.id)).toContain(id);
      expect(planned.repairs.map(({ state }) => state)).toContain("planned");
      expect(snapshot(home)).toEqual(before);
      const { repairs, findings } = await doctor(home, "--fix");
      expect(repairs.map(({ state }) => state)).not.toContain("failed");
      expect(repairs.map((one) => one.id)).toContain(id);
      const left = findings.filter((one) => one.id === id && one.level !== "ok");
      expect(left).toEqual([]);
      check(home);
      expect((await doctor(home, "--fix")).repairs).toEqual([]);
    });
  });

  it("repairs all of them at once, and says what it did and what is left in words", async () => {
    await withHome(async (home) => {
      makeHome(home);
      chmodSync(home, 0o755);
      rmSync(join(home, "logs"), { recursive: true });
      writeFileSync(join(home, "daemon.lock"), "garbage");
      const env = { PATH: "/nowhere", TINYAGI_API_PORT: "1" };
      const before = await invoke(["doctor"], { home, env });
      expect(before.stderr).toMatch(/Repair 3 of them: tinyagi doctor --fix/);
      const { stdout, stderr } = await invoke(["doctor", "--fix"], { home, env });
      expect(stdout).toMatch(/^done +take all permissions on \S+ from other users$/m);
      expect(stdout).toMatch(/^done +create the folder \S+logs$/m);
      expect(stdout).toMatch(/^done +remove \S+daemon\.lock, which no running daemon uses$/m);
      expect(stderr).toMatch(/^3 repairs done\. /);
    });
  });

  it("leaves to a person what it does not understand", async () => {
    await withHome(async (home) => {
      makeHome(home);
      rmSync(join(home, "backups"), { recursive: true });
      writeFileSync(join(home, "backups"), "my notes");
      rmSync(join(home, "files"), { recursive: true });
      symlinkSync("/mnt/not-mounted", join(home, "files"));
      rmSync(join(home, "daemon.lock"));
      mkdirSync(join(home, "daemon.lock"));
      writeFileSync(join(home, "shared"), "of someone", { mode: 0o644 });
      rmSync(join(home, "settings.json"));
      symlinkSync(join(home, "shared"), join(home, "settings.json"));
      const before = snapshot(home);
      const { repairs, findings, code } = await doctor(home, "--fix");
      expect({ repairs, code }).toEqual({ repairs: [], code: 1 });
      expect(findings.filter(({ id }) => id === "home.folder")).toHaveLength(2);
      expect(findings.find(({ id }) => id === "home.lock")?.hint).toContain("move it away");
      expect(snapshot(home)).toEqual(before);
    });
  });

  it("a backup of settings that is not valid is not restored", async () => {
    await withHome(async (home) => {
      makeHome(home);
      rmSync(join(home, "settings.json"));
      writeFileSync(join(home, "settings.json.bak"), "{ broken", { mode: 0o600 });
      const { repairs, findings } = await doctor(home, "--fix");
      expect(repairs).toEqual([]);
      expect(findings.find(({ id }) => id === "settings.lost")?.hint).toContain("not valid either");
    });
  });

  it("removes nothing that a running daemon uses", async () => {
    await withHome(async (home) => {
      makeHome(home);
      rmSync(join(home, "auth"), { recursive: true });
      await using _server = await serveHome(home);
      chmodSync(join(home, "auth"), 0o700);
      writeFileSync(join(home, "daemon.lock"), "garbage");
      rmSync(join(home, "logs"), { recursive: true });
      const { repairs } = await doctor(home, "--fix");
      expect(repairs.map(({ id, state }) => [id, state])).toEqual([
        ["home.folder", "done"],
        ["home.lock", "failed"],
      ]);
      expect(repairs[1]?.reason).toContain("a running daemon prevents it");
      expect(existsSync(join(home, "daemon.lock")) && existsSync(join(home, "daemon.json"))).toBe(true);
    });
  });

  it.runIf(process.geteuid?.() === 0)("names files of another user, and changes none of them", async () => {
    await withHome(async (home) => {
      makeHome(home);
      chownSync(join(home, "settings.json"), 65_534, 65_534);
      chmodSync(join(home, "logs"), 0o500);
      const { findings, repairs } = await doctor(home, "--fix");
      expect(findings.find(({ id }) => id === "home.owner")?.message).toContain("settings.json");
      expect(repairs.map(({ what }) => what)).not.toContain(expect.stringContaining("logs"));
      expect(statSync(join(home, "settings.json")).uid).toBe(65_534);
    });
  });

  it("--dry-run alone is a mistake", async () => {
    await withHome(async (home) => {
      expect((await invoke(["doctor", "--dry-run"], { home })).code).toBe(2);
    });
  });
});
