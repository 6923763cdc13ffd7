/** The tools on files of the workspace. */
import type { FileTool } from "./file-tool.js";
import { editFileTool, readFileTool, writeFileTool } from "./file-tools.js";
import { listFilesTool, searchFilesTool } from "./search-tools.js";

export const FILE_TOOLS: readonly FileTool[] = [
  readFileTool,
  writeFileTool,
  editFileTool,
  listFilesTool,
  searchFilesTool,
];
