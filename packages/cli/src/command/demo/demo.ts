/**
 * `demo`: a tour of what TinyAGI does, offline and without a key, in a temporary home with a daemon of its own. Leaves
 * nothing behind, also when it is interrupted. Only the model is played: queue, router, graph and crash are real.
 */

import { duration } from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { EXIT } from "../../error/exit-code.js";

export function registerDemo(program: Command, context: CliContext): void {
  program
    .command("demo")
    .option("--fast", "without pauses to read")
    .addHelpText("after", "\nExamples:\n  tinyagi demo\n  tinyagi demo --fast\n  tinyagi demo --json\n")
    .description(
      "see a team at work in a minute: fan-out, handoff, a plan with approval, a budget and a crash; offline, leaves nothing behind",
    )
    .action((options: { fast?: boolean }) => demo(context, options.fast === true));
}

interface ScenePlayed {
  scene: string;
  tookMs: number;
  ok: boolean;
}

async function demo(context: CliContext, isFast: boolean): Promise<void> {
  const [{ openDemoHome }, { SCENES }, { createNarrator }] = await Promise.all([
    import("../../tour/demo-home.js"),
    import("../../tour/scenes.js"),
    import("../../tour/narrate.js"),
  ]);
  const { output } = context;
  const began = performance.now();
  const narrator = createNarrator(context, isFast);
  output.talk("A temporary home with a team of demo agents: no key, no network, nothing of yours is used.");
  const played: ScenePlayed[] = [];
  {
    await using home = await openDemoHome(context);
    for (const [index, scene] of SCENES.entries()) {
      await narrator.title(`${index + 1}/${SCENES.length} ${scene.title}`);
      const start = performance.now();
      const facts = await scene.play(home, narrator);
      played.push({ ...facts, scene: scene.id, tookMs: Math.round(performance.now() - start) });
      await narrator.pause();
    }
  }
  const tookMs = Math.round(performance.now() - began);
  const ok = played.every((one) => one.ok);
  if (!ok) context.exitCode = EXIT.failed;
  output.data({ ok, tookMs, scenes: played }, () => [
    "",
    ok
      ? `That was TinyAGI in ${duration(tookMs)}. The temporary home is removed.`
      : `Not as promised: ${played.flatMap(({ scene, ok: kept }) => (kept ? [] : [scene])).join(", ")}. The temporary home is removed.`,
    "Set up your own: tinyagi setup",
  ]);
}
