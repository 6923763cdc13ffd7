/** What a change of the settings does, before it is made: a diff with masked secrets, and the guards that get weaker. */
import { paint, type Text } from "@tinyagi/visualizer/text";
import { patch } from "../view/patch.js";

/**
 * @param before text of a settings file; `after` alike
 * @throws AppError `SETTINGS_INVALID` when `after` is not valid
 */
export async function previewLines(
  before: string,
  after: string,
  names: readonly [string, string],
): Promise<Text[]> {
  const [{ previewSettings }, { changeLine }] = await Promise.all([
    import("@tinyagi/daemon"),
    import("@tinyagi/contracts"),
  ]);
  const preview = previewSettings(before, after);
  if (preview === undefined) return ["The file is not valid now, so the changes cannot be compared."];
  const lines = [
    ...(await patch({ from: preview.before, to: preview.after, names })),
    ...preview.alike.map((place) => `${place}: the secret changed`),
  ];
  if (preview.weaker.length === 0) return lines;
  return [
    ...lines,
    paint("yellow", "This weakens a guard:"),
    ...preview.weaker.map((change) => `- ${changeLine(change)}`),
  ];
}

/** Settings as the API gives them, with masked secrets, as the text of a file. */
export function textOfMasked(settings: unknown): string {
  return JSON.stringify(settings, (key, value) => (key === "hasKey" ? undefined : value));
}
