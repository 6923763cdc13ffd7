/**
 * Settings as a person changes them: by the command, by hand, and back again, while a daemon runs and while none does.
 *
 * @requirement CONFIG-1 @requirement CONFIG-4
 */
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { openStage, type Stage } from "./support/stage.js";

const coder = { name: "Coder", provider: "demo", model: "" };
/** The whole file is compared, so the tests decide what a run of all tests may add to it. */
const execution = { live: { enabled: true } };
const KEY = "sk-ant-0123456789abcdefghij";

const locateFile = (stage: Stage): string => join(stage.place.home, "settings.json");
const toContent = (stage: Stage) => JSON.parse(readFileSync(locateFile(stage), "utf8"));
const authors = async (daemon: Daemon): Promise<string[]> =>
  (await daemon.client.call("listSettingsRevisions")).map((row) => row.author);

/** The command's words, its output parsed. */
async function config(stage: Stage, ...words: string[]) {
  const result = await stage.cli(["config", ...words, "--json"]);
  expect(result, words.join(" ")).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(result.stdout);
}

test("every change is a revision: as found, by the command, by hand while running and while not, and the way back", async () => {
  await using stage = await openStage({ settings: { agents: { coder }, execution } });
  const daemon = await stage.start();
  expect(await config(stage, "history")).toMatchObject([{ id: 1, author: "file", paths: [] }]);

  await config(stage, "set", "limits.hops", "3");
  expect(toContent(stage)).toEqual({ agents: { coder }, execution, limits: { hops: 3 } });

  writeFileSync(locateFile(stage), JSON.stringify({ agents: { coder }, execution, limits: { hops: 4 } }));
  await waitFor(async () => (await authors(daemon)).length === 3, { what: "the edit to be a revision" });
  expect(await authors(daemon)).toEqual(["file", "operator", "file"]);
  expect(await config(stage, "get", "limits.hops")).toBe(4);

  await daemon.stop();
  await config(stage, "set", "limits.hops", "5");
  const again = await stage.start();
  expect(await config(stage, "history")).toMatchObject([
    { id: 4, author: "file", paths: ["limits.hops"] },
    {},
    {},
    {},
  ]);
  expect(await config(stage, "diff", "4")).toMatchObject({
    diff: [{ path: "limits.hops", before: 4, after: 5 }],
  });

  expect(await config(stage, "rollback", "2", "--yes")).toMatchObject({
    revision: 5,
    settings: { limits: { hops: 3 } },
  });
  expect(toContent(stage).limits).toEqual({ hops: 3 });
  expect((await authors(again))[0]).toBe("restore of 2 by operator");
});

test("a file broken by hand leaves the last good settings in force; status, doctor and changes name line and column", async () => {
  await using stage = await openStage({ settings: { agents: { coder } } });
  const daemon = await stage.start();
  const broken = '{\n  "agents": {\n    "coder": { "name": 7 }\n  }\n}\n';
  writeFileSync(locateFile(stage), broken);
  await waitFor(async () => !(await daemon.client.call("status")).settings.valid, {
    what: "the file to be refused",
  });

  const place = "line 3, column 24";
  expect((await stage.cli(["status"])).stdout).toContain(place);
  const doctor = await stage.cli(["doctor"]);
  expect(doctor.code).toBe(1);
  expect(doctor.stdout).toContain(`agents.coder.name: ${place}`);
  const change = await stage.cli(["config", "set", "limits.hops", "3"]);
  expect(change).toMatchObject({ code: 78, stdout: "" });
  expect(change.stderr).toContain(place);
  expect(await stage.cli(["config", "rollback", "1", "--yes"])).toMatchObject({ code: 78 });
  expect(readFileSync(locateFile(stage), "utf8")).toBe(broken);
  expect(await config(stage, "get", "agents.coder.name")).toBe("Coder");
  expect(await authors(daemon)).toEqual(["file"]);

  // The way out that the messages name.
  const editor = join(stage.place.home, "editor.sh");
  writeFileSync(editor, '#!/bin/sh\nsed -i \'s/"name": 7/"name": "C", "provider": "demo"/\' "$1"\n');
  chmodSync(editor, 0o700);
  expect(await stage.cli(["config", "edit"], { env: { EDITOR: editor } })).toMatchObject({
    code: 0,
    stdout: "saved",
  });
  await waitFor(async () => (await daemon.client.call("status")).settings.valid, {
    what: "the file to be in force",
  });
  expect(await config(stage, "get", "agents.coder.name")).toBe("C");
});

test("a secret is never printed, whichever way it came in and out", async () => {
  await using stage = await openStage({ settings: { agents: { coder } } });
  await stage.start();
  const set = await stage.cli(["config", "set", "models.anthropic.api_key", "-"], { input: `${KEY}\n` });
  expect(set).toMatchObject({ code: 0, stdout: 'models.anthropic.api_key = "sk-…ghij"' });
  expect(toContent(stage).models.anthropic.api_key).toBe(KEY);
  const masked = await stage.cli(["config", "set", "models.anthropic.api_key", "sk-…ghij"]);
  expect(masked).toMatchObject({ code: 78, stderr: expect.stringContaining("masked value") });
  expect(toContent(stage).models.anthropic.api_key).toBe(KEY);
  await config(stage, "set", "--unset", "models.anthropic");
  await config(stage, "rollback", "2", "--yes");
  expect(toContent(stage).models.anthropic.api_key).toBe(KEY);
  for (const words of [["get"], ["history"], ["diff", "2"], ["diff", "3"], ["get", "models"]]) {
    const { stdout, stderr } = await stage.cli(["config", ...words]);
    expect(`${stdout}${stderr}`).not.toContain(KEY.slice(4, 16));
  }
});

test("set-up by a client of 0.0.20 makes the workspaces; the API describes itself", async () => {
  await using stage = await openStage({ settings: { agents: { coder }, limits: { hops: 3 } } });
  const daemon = await stage.start();
  const body = {
    workspace: { path: stage.place.workspace },
    agents: { writer: { ...coder, name: "Writer" } },
  };
  expect(await daemon.call("POST", "/api/setup", { body })).toMatchObject({
    status: 200,
    body: { ok: true },
  });
  expect(toContent(stage)).toMatchObject({ agents: { writer: { name: "Writer" } }, limits: { hops: 3 } });
  expect(readFileSync(join(stage.place.workspace, "writer", "AGENTS.md"), "utf8")).not.toBe("");

  const document = await daemon.client.call("openapi");
  expect(document).toMatchObject({
    openapi: "3.1.0",
    paths: { "/api/setup": { post: { operationId: "setup" } } },
  });
  const page = await daemon.client.call("docs");
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain("/api/setup");
});
