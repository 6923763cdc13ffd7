/** What the tools of agents do, by the names that agent programs, models and TinyAGI give them. One table for all clients. */
import type { ToolAct } from "../words/tool-words.js";
import { readAbout } from "./tool-input.js";

interface ToolRow {
  /** As `toToolKey` writes them. */
  readonly names: readonly string[];
  /** Fields of the input that say what it is about, the best one first. */
  readonly about: readonly string[];
  /** With these values of a field of the input, it is another act. */
  readonly unless?: { readonly field: string; readonly is: Readonly<Record<string, ToolAct>> };
}

const PATH = [
  "file_path",
  "filePath",
  "path",
  "absolute_path",
  "notebook_path",
  "target_file",
  "file",
  "changes",
  "uri",
];

/** Which running command. */
const RUNNING = ["bash_id", "task_id", "shell_id"];

const TABLE: Readonly<Record<ToolAct, ToolRow>> = {
  run: {
    names: [
      ...["bash", "shell", "sh", "exec", "execcommand", "localshell", "runshellcommand", "runcommand"],
      ...["executecommand", "commandexecution", "runinterminal", "runterminalcmd", "terminal", "execute"],
    ],
    about: ["command", "cmd", "script", "description"],
  },
  read: { names: ["read", "readfile", "view", "viewfile", "openfile", "readmanyfiles", "cat"], about: PATH },
  write: { names: ["write", "writefile", "createfile", "create"], about: PATH },
  edit: {
    names: [
      ...["edit", "editfile", "multiedit", "strreplace", "strreplaceeditor", "replace", "searchreplace"],
      ...["strreplacebasededittool", "applypatch", "patch", "filechange", "notebookedit", "texteditor"],
    ],
    about: [...PATH, "patch", "input"],
    // Of an editor that is one tool.
    unless: { field: "command", is: { view: "read", create: "write" } },
  },
  list: {
    names: ["ls", "list", "listfiles", "listdirectory", "listdir", "readdir"],
    about: [...PATH, "dir_path"],
  },
  find_files: {
    names: ["glob", "findfiles", "filesearch", "find"],
    about: ["pattern", "query", "glob", ...PATH],
  },
  search: {
    names: [
      "grep",
      "search",
      "searchfiles",
      "searchfilecontent",
      "grepsearch",
      "searchtext",
      "codebasesearch",
      "ripgrep",
    ],
    about: ["pattern", "query", "regex", "text"],
  },
  fetch: {
    names: ["webfetch", "fetch", "fetchpage", "fetchurl", "openurl", "readurl"],
    about: ["url", "uri", "prompt"],
  },
  search_web: { names: ["websearch", "searchweb", "googlewebsearch"], about: ["query", "q"] },
  steps: { names: ["todowrite", "updateplan", "writetodos", "todo", "todolist"], about: [] },
  read_steps: { names: ["todoread", "readtodos"], about: [] },
  spawn: {
    names: ["task", "agent", "spawn", "spawnagents", "spawnagent"],
    about: ["description", "rationale", "prompt"],
  },
  ask: {
    names: ["askhuman", "askuser", "askuserquestion", "askquestion"],
    about: ["question", "text", "questions"],
  },
  message: { names: ["sendmessage", "postroom"], about: ["to", "agent", "team", "room"] },
  remember: { names: ["remember", "savememory"], about: ["text", "fact", "note", "content"] },
  recall: { names: ["recall", "readmemory", "searchmemory"], about: ["query", "q"] },
  create_task: { names: ["createtask", "taskcreate"], about: ["title", "subject"] },
  update_task: { names: ["updatetask", "taskupdate"], about: ["task", "id", "taskId"] },
  send_file: { names: ["sendfile"], about: PATH },
  schedule: { names: ["schedule"], about: ["name", "when", "cron", "text"] },
  skill: { names: ["skill", "loadskill", "useskill", "activateskill"], about: ["skill", "name"] },
  output: {
    names: ["bashoutput", "taskoutput"],
    about: RUNNING,
  },
  type: {
    names: ["writestdin"],
    about: ["chars", "input", "text"],
    // Typing nothing is how its output is read.
    unless: { field: "chars", is: { "": "output" } },
  },
  end: { names: ["killshell", "killbash", "taskstop"], about: RUNNING },
};

const BY_NAME: ReadonlyMap<string, ToolAct> = new Map(
  Object.entries(TABLE).flatMap(([act, { names }]) => names.map((name) => [name, act as ToolAct] as const)),
);

/** What tools of no known name are often about. */
const ABOUT_ANY = [
  "command",
  "title",
  "name",
  "query",
  "url",
  ...PATH,
  "text",
  "description",
  "prompt",
  "id",
];

/** `read_file`, `readFile` and `Read File` are one tool. */
function toToolKey(name: string): string {
  return name.toLowerCase().replaceAll("_", "").replaceAll("-", "").replaceAll(" ", "");
}

/** What a call of this tool does. @param input JSON @returns undefined for a tool that is not in the table */
export function toolAct(name: string, input: string): ToolAct | undefined {
  const act = BY_NAME.get(toToolKey(name));
  const unless = act === undefined ? undefined : TABLE[act].unless;
  if (unless === undefined) return act;
  const { field, is } = unless;
  const value = readAbout(input, [field]);
  return Object.hasOwn(is, value) ? is[value] : act;
}

/** The fields of its input that say what a call is about, the best one first. */
export function aboutFields(act: ToolAct | undefined): readonly string[] {
  return act === undefined ? ABOUT_ANY : TABLE[act].about;
}
