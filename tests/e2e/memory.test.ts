/**
 * Notes, AGENTS.md and SOUL.md from the command line to the agent's prompt.
 *
 * @requirement MEMORY-1 @requirement PROMPT-1
 */
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFakeAgentBin } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openStage } from "./support/stage.js";

test("notes and instructions written on the command line are in the agent's next prompt", async () => {
  await using stage = await openStage({
    settings: (place) => ({
      workspace: { path: place.workspace },
      agents: {
        coder: { name: "Coder", provider: "anthropic", model: "", working_directory: "my-project" },
      },
    }),
  });
  createFakeAgentBin(stage.place.bin);
  // The prompt is in a file that goes with the run; the CLI keeps a copy.
  const claude = join(stage.place.bin, "claude");
  const kept = join(stage.place.root, "system-prompt");
  const copy = `for word in "$@"; do case "$word" in --append-system-prompt-file=*) cp "\${word#*=}" '${kept}';; esac; done\n`;
  writeFileSync(claude, readFileSync(claude, "utf8").replace("#!/bin/sh\n", `#!/bin/sh\n${copy}`));
  chmodSync(claude, 0o755);
  const daemon = await stage.start();
  const cli = async (...words: string[]) => {
    const result = await stage.cli(words);
    expect(result, words.join(" ")).toMatchObject({ code: 0 });
    return result.stdout;
  };
  const note = ["memory", "add", "coder", "work/release"];
  await cli(...note, "--name", "Release", "--summary", "How: we ship", "--text", "On Fridays.");
  expect((await stage.cli([...note, "--name", "X", "--summary", "Y"])).code).toBe(1);
  expect(await cli("memory", "list", "coder")).toContain("- **Release** — How: we ship");
  expect(await cli("memory", "show", "coder", "work/release")).toContain("On Fridays.");
  expect(JSON.parse(await cli("memory", "search", "coder", "fridays", "--json"))).toMatchObject({
    results: [{ path: "work/release.md" }],
  });
  const file = join(stage.place.root, "AGENTS.md");
  writeFileSync(file, "Always answer in Latin.\n");
  await cli("agent", "prompt", "coder", "--file", file);
  expect((await stage.cli(["agent", "soul", "coder", "--file", "-"], { input: "Calm.\n" })).code).toBe(0);
  expect(await cli("agent", "soul", "coder")).toContain("Calm.");
  const { path } = await daemon.client.call("getSystemPrompt", { params: { id: "coder" } });
  expect(path).toBe(join(stage.place.workspace, "my-project", "AGENTS.md"));
  expect(readFileSync(path, "utf8")).toBe("Always answer in Latin.\n");

  await daemon.client.sendAndWait({ message: "@coder hello" });
  const shown = readFileSync(kept, "utf8");
  expect(shown).toContain("Always answer in Latin.");
  expect(shown).toContain("**Release** — How: we ship");
  expect(shown).not.toContain("On Fridays.");

  const refused = await stage.cli(["memory", "edit", "coder", "work/release", "--file", file]);
  expect(refused).toMatchObject({ code: 65, stderr: expect.stringContaining("frontmatter") });
  await cli("memory", "remove", "coder", "work/release", "--yes");
  const gone = await stage.cli(["memory", "show", "coder", "work/release"]);
  expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining("no such note") });
  const hostile = await stage.cli(["memory", "show", "coder", "../AGENTS.md"]);
  expect(hostile).toMatchObject({ code: 65, stdout: "" });
});
