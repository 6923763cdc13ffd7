/** `/expose`: whether TinyOffice is open to elsewhere, and closing it. A chat never opens it: whoever takes over the chat could. */
import { exposeProblemText, exposureText, wordsIn } from "@tinyagi/views";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";
import type { Command } from "./parse-command.js";
import { misusedText } from "./unknown-command.js";

export async function exposeCommand(
  { host, settings, clock }: Pick<CommandParts, "host" | "settings" | "clock">,
  { words }: Extract<Command, { name: "expose" }>,
  { by, role }: Pick<CommandCall, "by" | "role">,
): Promise<CommandResult> {
  const [act, ...more] = words;
  if (more.length > 0 || (act !== undefined && act.toLowerCase() !== "stop"))
    return { reply: () => misusedText("expose", role) };
  if (act !== undefined) await host.exposure.stop(by);
  const texts = wordsIn(settings().language);
  const shown = host.exposure.current();
  const lines = [exposureText(shown, clock.now(), texts)];
  if (shown.url !== null) lines.push(shown.url);
  if (shown.problem !== null && shown.via !== null) {
    const { problem, step } = exposeProblemText(shown.problem, shown.via, texts);
    lines.push(problem, step);
  }
  return { reply: () => lines.join("\n") };
}
