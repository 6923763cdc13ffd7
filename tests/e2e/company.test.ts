/**
 * Shared knowledge from the command line to an agent's run, and what the run shows of it.
 *
 * @requirement COMPANY-1 @requirement COMPANY-2
 */
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFakeAgentBin } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openStage } from "./support/stage.js";

test("a note added on the command line is named in prompts, found by a question and given to the run that it fits", async () => {
  await using stage = await openStage({
    settings: (place) => ({
      workspace: { path: place.workspace },
      agents: { coder: { name: "Coder", provider: "anthropic", model: "", working_directory: "coder" } },
    }),
  });
  createFakeAgentBin(stage.place.bin);
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
  expect(await cli("company", "list")).toContain("There are no notes yet.");
  const add = ["company", "add", "sales/prices", "--name", "Prices", "--summary", "What customers pay"];
  await cli(...add, "--text", "The small plan costs 12 euros a month.");
  expect((await stage.cli(add)).code).toBe(1);
  expect(await cli("company", "list")).toContain("sales/prices.md");
  expect(await cli("company", "show", "sales/prices")).toContain("12 euros");
  expect(await cli("company", "search", "how", "much", "does", "the", "small", "plan", "cost?")).toContain(
    "sales/prices.md",
  );

  const asked = await daemon.client.sendAndWait({ message: "@coder what does the small plan cost?" });
  expect(readFileSync(kept, "utf8")).toContain("- Prices — What customers pay (sales/prices.md)");
  expect(await cli("why", asked.conversation.id)).toContain("was given sales/prices.md of the company");
  const unrelated = await daemon.client.sendAndWait({ message: "@coder good morning" });
  expect(await cli("why", unrelated.conversation.id)).not.toContain("of the company");

  expect(await cli("company", "review")).toContain("No agent proposes a change.");
  const hostile = await stage.cli(["company", "show", "../settings.json"]);
  expect(hostile).toMatchObject({ code: 65, stdout: "" });
  await cli("company", "remove", "sales/prices", "--yes");
  expect(await cli("company", "list")).toContain("There are no notes yet.");
});
