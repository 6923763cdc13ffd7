/** The tools that read and change files of the workspace. */
import type { ToolFields } from "@tinyagi/agents";
import { AppError } from "@tinyagi/contracts";
import { pictureFormat } from "@tinyagi/features";
import type { ConfinedFolder } from "../confined-folder.js";
import { type FileTool, numberField, textField } from "./file-tool.js";

const LINES_DEFAULT = 2_000;
const READ_MAX_CHARS = 80_000;
const path = { type: "string", maxLength: 4_096 } as const;

export const readFileTool: FileTool = {
  name: "read_file",
  description: "Reads a text file of the workspace, or shows a picture.",
  fields: {
    path,
    first_line: {
      type: "integer",
      optional: true,
      minimum: 1,
    },
    lines: {
      type: "integer",
      optional: true,
      minimum: 1,
    },
  },
  async run(input, { folder }) {
    const bytes = await folder.read(textField(input, "path"));
    const picture = pictureFormat(bytes);
    if (picture !== undefined)
      return { text: "This file is a picture.", mediaType: picture.type, data: bytes.toString("base64") };
    if (bytes.includes(0)) throw new AppError("INVALID_INPUT", "The file is not a text file.");
    const all = bytes.toString("utf8").split("\n");
    const from = (numberField(input, "first_line") ?? 1) - 1;
    const wanted = all.slice(from, from + (numberField(input, "lines") ?? LINES_DEFAULT));
    const text = wanted.join("\n");
    const cut = text.length > READ_MAX_CHARS ? `${text.slice(0, READ_MAX_CHARS)}\n[cut]` : text;
    const last = from + wanted.length;
    return last < all.length ? `${cut}\n[lines ${from + 1} to ${last} of ${all.length}]` : cut;
  },
};

export const writeFileTool: FileTool = {
  name: "write_file",
  description: "Creates or replaces a text file, and its folders.",
  fields: {
    path,
    content: { type: "string", maxLength: 2_000_000 },
  },
  changes: true,
  check: (input, folder) => folder.checkWrite(textField(input, "path"), textField(input, "content")),
  async run(input, { folder }) {
    const name = textField(input, "path");
    await folder.write(name, textField(input, "content"));
    return `Written: ${name}`;
  },
};

export const editFileTool: FileTool = {
  name: "edit_file",
  description: "Replaces a passage of a text file. Without replace_all, it must occur exactly once.",
  fields: {
    path,
    old_text: { type: "string", maxLength: 1_000_000 },
    new_text: { type: "string", maxLength: 1_000_000 },
    replace_all: { type: "boolean", optional: true },
  },
  changes: true,
  async check(input, folder) {
    const { name, text } = await edited(input, folder);
    await folder.checkWrite(name, text);
  },
  async run(input, { folder }) {
    const { name, text, count } = await edited(input, folder);
    await folder.write(name, text);
    return `Replaced ${count} ${count === 1 ? "passage" : "passages"} in ${name}`;
  },
};

/** The file as it will be. @throws AppError when the passage cannot be replaced */
async function edited(
  input: ToolFields,
  folder: ConfinedFolder,
): Promise<{ name: string; text: string; count: number }> {
  const name = textField(input, "path");
  const old = textField(input, "old_text");
  if (old === "") throw new AppError("INVALID_INPUT", "old_text must not be empty.");
  const parts = (await folder.read(name)).toString("utf8").split(old);
  const count = parts.length - 1;
  if (count === 0) throw new AppError("NOT_FOUND", "old_text does not occur in the file.");
  if (count > 1 && input.replace_all !== true)
    throw new AppError(
      "CONFLICT",
      `old_text occurs ${count} times; include more of the text around it, or set replace_all.`,
    );
  return { name, text: parts.join(textField(input, "new_text")), count };
}
