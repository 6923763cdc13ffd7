/**
 * What a trivial answer of the real codex costs inside TinyAGI and alone, with a model that answers at once. Processor time
 * and counts hardly depend on what else the machine does.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMockModelServer } from "@tinyagi/testkit";
import { execa } from "execa";
import { agentCliPath } from "../../tests/e2e/support/agent-clis.js";
import { openStage } from "../../tests/e2e/support/stage.js";
import { pathWith, type WatchedPrograms, watchPrograms } from "../../tests/e2e/support/watched-programs.js";
import type { Figure } from "../support/figure.js";
import { median } from "../support/statistics.js";

const ANSWERS = 5;
const MODEL = "gpt-5.4";

interface Cost {
  /** Medians of one answer. */
  readonly wallMs: number;
  readonly processorMs: number;
  /** Of all answers, divided by their number. */
  readonly sandboxes: number;
  readonly fileHelpers: number;
}

export async function measureCodex(): Promise<Figure[]> {
  const model = await createMockModelServer({ script: () => ({ text: "READY" }) });
  const path = `${agentCliPath()}:${process.env.PATH ?? ""}`;
  using watched = await watchPrograms(["codex", "bwrap"], path);
  try {
    const alone = await costAlone(watched, { url: model.openaiUrl, path });
    const inside = await costInside(watched, model.openaiUrl);
    return [
      { name: "codex alone: an answer", value: alone.wallMs, unit: "ms" },
      { name: "codex alone: processor time", value: alone.processorMs, unit: "ms" },
      { name: "in TinyAGI: an answer", value: inside.wallMs, unit: "ms" },
      { name: "in TinyAGI: processor time of codex", value: inside.processorMs, unit: "ms" },
      { name: "in TinyAGI: sandboxes started", value: inside.sandboxes, unit: "", aim: { max: 3 } },
      { name: "in TinyAGI: file helpers of codex", value: inside.fileHelpers, unit: "", aim: { max: 0 } },
      {
        name: "processor time, in TinyAGI / alone",
        value: inside.processorMs / alone.processorMs,
        unit: "",
        aim: { max: 1.5 },
      },
    ];
  } finally {
    await model.close();
  }
}

/** With its own defaults, except for what calls others. */
function costAlone(
  watched: WatchedPrograms,
  { url, path }: { readonly url: string; readonly path: string },
): Promise<Cost> {
  const provider = `{ name = "mock", base_url = "${url}", wire_api = "responses", env_key = "OPENAI_API_KEY" }`;
  const settings = ["model_provider=mock", `model_providers.mock=${provider}`, "features.plugins=false"];
  const args = ["exec", "--json", "--skip-git-repo-check", ...settings.flatMap((text) => ["-c", text])];
  return getCost(watched, async () => {
    const home = mkdtempSync(join(tmpdir(), "tinyagi-codex-"));
    try {
      await execa(join(watched.folder, "codex"), [...args, `--model=${MODEL}`, "-"], {
        cwd: home,
        input: "hello",
        extendEnv: false,
        env: { PATH: pathWith(watched, path), HOME: home, OPENAI_API_KEY: "sk-mock" },
      });
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
}

async function costInside(watched: WatchedPrograms, url: string): Promise<Cost> {
  await using stage = await openStage({
    path: [watched.folder, agentCliPath()],
    settings: {
      default_agent: "codex",
      agents: { codex: { name: "Codex", provider: "custom:mock", model: MODEL } },
      custom_providers: { mock: { name: "Mock", harness: "codex", base_url: url, api_key: "sk-mock" } },
    },
  });
  const { client } = await stage.start();
  // The stage must stay until then.
  return await getCost(watched, async () => {
    await client.sendAndWait({ message: "@codex hello" });
  });
}

/** The first answer also tries what works on this machine, so it does not count. */
async function getCost(watched: WatchedPrograms, answer: () => Promise<void>): Promise<Cost> {
  await answer();
  watched.reset();
  const walls: number[] = [];
  for (let at = 0; at < ANSWERS; at++) {
    const start = performance.now();
    await answer();
    walls.push(performance.now() - start);
  }
  const sandboxes = watched.calls("bwrap");
  return {
    wallMs: median(walls),
    processorMs: median(watched.processorSeconds("codex")) * 1_000,
    sandboxes: sandboxes.length / ANSWERS,
    fileHelpers: sandboxes.filter((call) => call.includes("--codex-run-as-fs-helper")).length / ANSWERS,
  };
}
