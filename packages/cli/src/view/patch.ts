/** What differs between two states of the settings, as a unified diff. Secrets are masked before. */
import { cleanJson } from "@tinyagi/contracts/clean-text";
import { paint, type Text } from "@tinyagi/visualizer/text";

const CONTEXT_LINES = 2;

/** Lines of a unified diff without its file header. */
export async function patch({
  from,
  to,
  names,
}: {
  from: unknown;
  to: unknown;
  names: readonly [string, string];
}): Promise<Text[]> {
  const { createTwoFilesPatch } = await import("diff");
  const [left, right] = [from, to].map((settings) => `${cleanJson(settings, 2)}\n`) as [string, string];
  const text = createTwoFilesPatch(names[0], names[1], left, right, "", "", { context: CONTEXT_LINES });
  return text
    .split("\n")
    .filter((line) => !/^(===|---|\+\+\+|\\)/.test(line) && line !== "")
    .map((line) => {
      if (line.startsWith("+")) return paint("green", line);
      return line.startsWith("-") ? paint("red", line) : line;
    });
}
