/** The decisions of an update, and the switch of the code interrupted at every step. The whole is tests/e2e/update.test.ts. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { completionScript, SHELLS } from "../completion/scripts.js";
import { savedCompletions } from "./completions.js";
import { installKind, OTHER_WAYS } from "./install-kind.js";
import { type Journal, parseJournal, readJournal, writeJournal } from "./journal.js";
import { npmReason } from "./npm.js";
import { commandIn, listPlaces, type Places } from "./places.js";
import { removableHome } from "./removable-home.js";
import { checksumIn, chooseTarball } from "./source.js";
import { switchCode } from "./switch-code.js";
import { reasonIn, statusProblem } from "./trial.js";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tinyagi-switch-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("the kind of an installation", () => {
  const kind = (packageDir: string, more = {}) =>
    installKind({ packageDir, hasSources: false, inContainer: false, ...more });

  it.each([
    ["/usr/local/lib/node_modules/tinyagi", "npm-global"],
    ["/home/ann/.nvm/versions/node/v20.20.2/lib/node_modules/tinyagi", "npm-global"],
    ["/home/ann/.npm/_npx/0a1b/node_modules/tinyagi", "npx"],
    ["/home/ann/shop/node_modules/tinyagi", "project"],
    ["/home/ann/.local/share/pnpm/global/5/.pnpm/tinyagi@1.0.0/node_modules/tinyagi", "package-manager"],
    ["/home/ann/.bun/install/global/node_modules/tinyagi", "package-manager"],
    ["/opt/tinyagi", "unknown"],
  ])("%s is %s", (folder, expected) => {
    expect(kind(folder)).toBe(expected);
  });

  it("is a checkout when it holds sources, and a container when the image says so", () => {
    expect(kind("/src/tinyagi/packages/cli", { hasSources: true })).toBe("checkout");
    expect(kind("/usr/local/lib/node_modules/tinyagi", { inContainer: true })).toBe("container");
    for (const { update, remove } of Object.values(OTHER_WAYS)) expect([update, remove]).not.toContain("");
  });
});

describe("the tarball in a folder", () => {
  it("is the newest version, and the one for this machine before the one that needs npm", () => {
    const names = [
      "SHA256SUMS",
      "tinyagi-1.9.0.tgz",
      "tinyagi-1.10.0-rc.1.tgz",
      "tinyagi-1.10.0.tgz",
      "tinyagi-1.10.0-linux-x64-node115.tgz",
      "tinyagi-1.11.0-darwin-arm64-node127.tgz",
      "other-9.0.0.tgz",
    ];
    expect(chooseTarball(names, "linux-x64-node115")).toBe("tinyagi-1.10.0-linux-x64-node115.tgz");
    expect(chooseTarball(names, "linux-arm64-node115")).toBe("tinyagi-1.10.0.tgz");
    expect(chooseTarball(["tinyagi-1.10.0-rc.1.tgz"], "linux-x64-node115")).toBe("tinyagi-1.10.0-rc.1.tgz");
    expect(chooseTarball(["notes.txt"], "linux-x64-node115")).toBeUndefined();
  });

  it("has its checksum in the list of sha256sum, under exactly its name", () => {
    const digest = "a".repeat(64);
    const list = `${"b".repeat(64)}  x-tinyagi-1.0.0.tgz\n${digest} *tinyagi-1.0.0.tgz\r\nnonsense\n`;
    expect(checksumIn(list, "tinyagi-1.0.0.tgz")).toBe(digest);
    expect(checksumIn(list, "tinyagi-2.0.0.tgz")).toBeUndefined();
  });
});

describe("the new version", () => {
  it("works when its status names it and accepts the settings", () => {
    const status = (version: string, valid: boolean) =>
      JSON.stringify({ version, settings: { valid, problem: "agents.coder: unknown key" } });
    expect(statusProblem(status("2.0.0", true), "2.0.0")).toBeUndefined();
    expect(statusProblem(status("1.0.0", true), "2.0.0")).toBe("version 1.0.0 runs instead");
    expect(statusProblem(status("2.0.0", false), "2.0.0")).toContain("agents.coder: unknown key");
    expect(statusProblem("<html>", "2.0.0")).toBe("its status is not JSON");
  });

  it("fails with the error that it printed", () => {
    const json = '{"notice":1}\n{"error":"the port is in use","code":"PORT_IN_USE"}\n';
    expect(reasonIn({ code: 71, stderr: json })).toBe("the port is in use");
    const crash = "file:///x.js:1\nthrow x\n\nSyntaxError: Unexpected token\n    at x\n\nNode.js v20.20.2\n";
    expect(reasonIn({ code: 1, stderr: crash })).toBe("SyntaxError: Unexpected token");
    expect(reasonIn({ code: 9, stderr: "" })).toBe("exit code 9");
  });

  it("is refused with the line of npm that says why", () => {
    const stderr =
      "npm error code E404\nnpm error 404 Not Found - GET https://r.example/tinyagi\nnpm error 404\n";
    expect(npmReason({ code: 1, stdout: "", stderr })).toBe("404 Not Found - GET https://r.example/tinyagi");
  });
});

describe("the journal of an update", () => {
  const journal: Journal = {
    phase: "switching",
    from: "1.0.0",
    to: "2.0.0",
    home: "/home/ann/.tinyagi",
    wasRunning: true,
    backup: null,
    keepsData: false,
    problem: null,
  };

  it("is read as it was written", () => {
    const file = join(root, "journal.json");
    expect(readJournal(file)).toBeUndefined();
    writeJournal(file, journal);
    expect(readJournal(file)).toEqual(journal);
    expect(existsSync(`${file}.tmp`)).toBe(false);
  });

  it("that no update wrote is refused", () => {
    for (const text of ["", "[]", "null", JSON.stringify({ ...journal, phase: "dancing" })])
      expect(parseJournal(text)).toBeUndefined();
    expect(parseJournal(JSON.stringify({ ...journal, backup: 7 }))).toBeUndefined();
    const file = join(root, "journal.json");
    writeFileSync(file, "{");
    expect(() => readJournal(file)).toThrow(/is damaged/);
  });
});

describe("switching the code", () => {
  /** An installation with a staged version, as `npm install -g` lays them out. */
  function install(): Places {
    const packageDir = join(root, "lib/node_modules/tinyagi");
    const places = listPlaces({ daemonMain: () => join(packageDir, "dist/daemon/src/main.js") });
    for (const [folder, name] of [
      [packageDir, "old"],
      [places.previous, "copy"],
      [places.staged, "new"],
    ] as const) {
      mkdirSync(join(folder, "bin"), { recursive: true });
      writeFileSync(commandIn(folder), name);
    }
    mkdirSync(dirname(places.bin));
    symlinkSync("../lib/node_modules/tinyagi/bin/tinyagi.mjs", places.bin);
    return places;
  }

  it("puts the new version in place and the old one aside, and back", () => {
    const places = install();
    switchCode(places, { from: places.staged, aside: places.old }, {});
    expect(readFileSync(places.bin, "utf8")).toBe("new");
    switchCode(places, { from: places.old, aside: places.failed }, {});
    expect(readFileSync(places.bin, "utf8")).toBe("old");
    expect(readlinkSync(places.bin)).toBe("../lib/node_modules/tinyagi/bin/tinyagi.mjs");
  });

  it.each(["switch.linked", "switch.moved", "switch.placed"])(
    "interrupted at %s leaves a command that runs, and can be repeated",
    (point) => {
      const places = install();
      const kill = process.kill;
      // In this process a real SIGKILL would end the test.
      process.kill = () => {
        throw new Error("killed");
      };
      try {
        const switching = () =>
          switchCode(places, { from: places.staged, aside: places.old }, { TINYAGI_UPDATE_FAILPOINT: point });
        expect(switching).toThrow("killed");
      } finally {
        process.kill = kill;
      }
      expect(readFileSync(places.bin, "utf8")).toBe("copy");
      switchCode(places, { from: places.staged, aside: places.old }, {});
      expect(readFileSync(places.bin, "utf8")).toBe("new");
      expect(readFileSync(commandIn(places.old), "utf8")).toBe("old");
    },
  );

  it("does not touch a command that belongs to someone else", () => {
    const places = install();
    rmSync(places.bin);
    symlinkSync("/bin/true", places.bin);
    switchCode(places, { from: places.staged, aside: places.old }, {});
    expect(readlinkSync(places.bin)).toBe("/bin/true");
  });

  it("finds the installation from the copy that carries out the update", () => {
    const places = install();
    const daemonMain = () => join(places.previous, "dist/daemon/src/main.js");
    expect(listPlaces({ daemonMain })).toEqual(places);
  });
});

describe("removing", () => {
  it("deletes a folder only if it is a home of TinyAGI and nobody's own home", () => {
    const home = join(root, "ann", ".tinyagi");
    mkdirSync(home, { recursive: true });
    expect(() => removableHome(home, join(root, "ann"))).toThrow(/does not look like a home/);
    writeFileSync(join(home, "settings.json"), "{}");
    expect(removableHome(home, join(root, "ann"))).toBe(home);
    writeFileSync(join(root, "ann", "settings.json"), "{}");
    for (const wrong of ["/", root, join(root, "ann")])
      expect(() => removableHome(wrong, join(root, "ann"))).toThrow(/does not look like a home/);
    symlinkSync(join(root, "ann"), join(root, "link"));
    expect(() => removableHome(join(root, "link"), join(root, "ann"))).toThrow(/does not look like a home/);
    expect(removableHome(join(root, "nothing"), join(root, "ann"))).toBeUndefined();
  });

  it("finds the completion scripts that TinyAGI printed, and no others", () => {
    const files = [
      ".local/share/bash-completion/completions/tinyagi",
      ".zfunc/_tinyagi",
      ".config/fish/completions/tinyagi.fish",
    ].map((file) => join(root, file));
    for (const [index, file] of files.entries()) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, completionScript(SHELLS[index] ?? "bash"));
    }
    expect(savedCompletions({ HOME: root })).toEqual(files);
    writeFileSync(files[1] ?? "", "# mine\n");
    rmSync(files[2] ?? "");
    expect(savedCompletions({ HOME: root })).toEqual([files[0]]);
  });
});
