/** The settings: form, raw file, history, plugins, tokens, backups. */

import { JSON_FAULTS, type JsonFault } from "@tinyagi/contracts";
import { counted } from "@tinyagi/views";

/** How a setting is called, what it does, and how the values of a choice are called. */
export interface SchemaText {
  readonly name?: string;
  readonly help?: string;
  readonly choices?: Readonly<Record<string, string>>;
}
/** By the place in the schema of the settings: `spawn.maxDepth`, `agents.*.role`. */
export type SchemaTexts = Readonly<Record<string, SchemaText>>;

export const settings = {
  title: "Settings",
  copyCommand: "Copy the command",
  tabs: {
    form: "Form",
    raw: "Raw file",
    history: "History",
    webhooks: "Webhooks",
    skills: "Skills",
    mcp: "MCP servers",
    plugins: "Plugins",
    tokens: "Tokens",
    backups: "Backups",
    look: "Look",
  },
  thisPart: "This part of the settings",
  allSaved: "Everything is saved.",
  notSaved: (number: number) => `${counted(number, "change")} not saved.`,
  notSavedBecause: (number: number, why: string) => `${counted(number, "change")} not saved. ${why}`,
  cannotSave: (first: string, more: number) =>
    `Cannot be saved. ${first}${more === 0 ? "" : ` And ${counted(more, "more problem", "more problems")}.`}`,
  wrongField: (name: string, message: string) => `“${name}”: ${message}`,
  showWrong: "Show the problem",
  fromBefore: "What you changed before is still here. It is not saved.",
  stale: "The settings have changed since you started. Compare before you save.",
  cut: "TinyOffice does not keep secrets in the browser. Enter them again.",
  see: (number: number) => `See ${counted(number, "change")}`,
  find: "Find a setting",
  noneSays: (text: string) => `No setting says “${text}”.`,
  ownPage: "Change them on their own page:",
  inRawFile: "Change them in the raw file.",
  general: "General",
  /** The schema itself is in English; another language has its own texts. */
  schemaText: (path: readonly string[]): SchemaText | undefined =>
    path.join(".") === "language" ? { choices: { en: "English", zh: "Chinese" } } : undefined,
  nameBelow: (first: string, rest: readonly string[]) => `${first}: ${rest.join(", ")}`,
  on: "On",
  off: "Off",
  default: "Default",
  defaultIs: (value: string) => ` Default: ${value}.`,
  json: "JSON",
  onePerLine: "One per line",
  notSet: "Not set",
  replaceNamed: (name: string) => `Replace ${name}`,
  replace: "Replace",
  set: "Set",
  newValue: "New value",
  keep: "Keep",
  values: { nothing: "nothing", on: "on", off: "off" },
  newSecret: (mask: string) => `${mask} new`,
  problems: {
    mask: "Enter the whole secret, not its masked form.",
    json: "This is not valid JSON.",
    number: "Use a number.",
    whole: "Use a whole number.",
    range: (least: number, most: number) => `Use ${least} to ${most}.`,
    least: (least: number) => `Use ${least} or more.`,
    object: "Use an object.",
    parse: (fault: JsonFault) => `This is not valid JSON: ${JSON_FAULTS[fault]}.`,
    unknownKey: "This key is not known.",
  },
  saved: "Saved",
  changes: {
    label: "Changes",
    title: "What will change",
    atOnce: "Applies immediately. Running work keeps its limits.",
    correct: (keys: string) => `Correct first: ${keys}`,
    tooMany: (number: number) => `At most ${number} changes can be saved at once.`,
    save: (number: number) => `Save ${counted(number, "change")}`,
  },
  raw: {
    help: "Secrets are masked. If you do not change a mask, the stored secret is kept. The file is JSON without comments.",
    same: "No change.",
    valid: "The text is valid.",
    problems: (number: number) => counted(number, "problem"),
    line: (line: number, path: string, message: string) =>
      `Line ${line}${path === "" ? "" : `, ${path}`}: ${message}`,
  },
  history: {
    emptyTitle: "No change yet",
    emptyText: "Every change of the settings appears here, and you can restore each earlier state.",
    restored: (id: number) => `The settings are as in revision ${id}`,
    first: "The first settings",
    authors: {
      operator: "You, in a terminal",
      local: "You, on this machine",
      browser: "You, in TinyOffice",
      web: "You, in TinyOffice",
      file: "An edit of settings.json",
      run: "An agent",
    },
    restoredBy: (id: string, who: string) => `${who}, restored revision ${id}`,
    onChannel: (channel: string) => `The client of ${channel}`,
    changed: "It changed",
    wouldChange: "Restoring it would change",
    same: "Restoring it would change nothing.",
    inUse: "In use",
    restore: "Restore",
    restoreNamed: (id: number) => `Restore revision ${id}`,
  },
  webhooks: {
    text: "A webhook lets another program hand an event to an agent or a team. It signs each call with a shared secret.",
    none: "No webhook exists yet.",
    new: "New webhook",
    newText:
      "Run this command on the machine of TinyAGI. It creates the secret and shows it once. No page can obtain the secret, so nothing that runs in a browser can keep access.",
    name: "Name",
    taken: "A webhook with this name already exists.",
    agent: "Agent or team that gets the events",
    template: "Task",
    templateHelp:
      "Optional. It stands before the data of the event. {{path.to.field}} inserts a value of the JSON, in quotes.",
    templateExample: "A new order: {{order.id}}. Check the stock.",
    switch: (isOn: boolean): string => (isOn ? "Switch on" : "Switch off"),
    switchNamed: (name: string, isOn: boolean) => `Switch ${isOn ? "on" : "off"} ${name}`,
    edit: "Edit…",
    editNamed: (name: string) => `Edit ${name}`,
    remove: "Remove…",
    removeNamed: (name: string) => `Remove ${name}`,
    removeTitle: (name: string) => `Remove ${name}?`,
    removeText:
      "Its sender is refused immediately. The secret is deleted; a new webhook of this name needs a new one.",
    removed: "The webhook is removed",
    test: "Test",
    testNamed: (name: string) => `Test ${name}`,
    testText:
      "The command signs the event with the secret, which no page may read. The agent starts to work.",
  },
  mcp: {
    states: {
      unused: "Off until you test it",
      idle: "Starts when needed",
      running: "Runs",
      failed: "Failed",
    },
    tools: {
      offered: "Offered",
      denied: "Denied",
      new: "New, withheld",
      changed: "Changed, withheld",
      gone: "Gone",
      unusable: "Not usable",
    },
    rules: { allow: "allowed", ask: "asks you", deny: "denied" },
    emptyTitle: "No MCP servers",
    emptyText:
      "Agents call the tools of your own MCP servers through TinyAGI. They never see your keys, and you are asked before a tool changes something.",
    everyone: "All agents may use it.",
    agents: "Agents that may use it",
    grant: (agent: string, server: string) => `Let ${agent} use ${server}`,
    test: "Test",
    testNamed: (server: string) => `Test ${server}`,
    changed: "The server changed its tools. Agents do not get what changed until you accept it.",
    accept: "Accept…",
    acceptNamed: (server: string) => `Accept the changed tools of ${server}`,
    acceptTitle: (server: string) => `Accept the tools of ${server}?`,
    before: "As you saw it",
    after: "Now",
  },
  plugins: {
    states: {
      loaded: "Runs",
      disabled: "Switched off",
      failed: "Failed",
      restart_needed: "Runs after a restart",
      not_allowed: "Not approved",
      changed: "Changed",
      refused: "Refused",
    },
    emptyTitle: "No plugins",
    emptyText:
      "A plugin is a folder in the plugins folder of the home. It runs only after you approve it, and approval covers its exact files.",
    size: (files: number, bytes: string, hooks: string) =>
      `${counted(files, "file")}, ${bytes}${hooks === "" ? "" : `. Hooks: ${hooks}`}`,
    deny: "Deny",
    denyNamed: (name: string) => `Deny ${name}`,
    approve: "Approve…",
    approveNamed: (name: string) => `Approve ${name}`,
    approveTitle: (name: string) => `Approve ${name}?`,
    approveText:
      "A plugin runs inside TinyAGI and can read everything, so approving it needs a code from outside this page. Read its files first. Approval covers exactly these files.",
  },
  tokens: {
    text: "A client of your own, such as a channel you wrote, uses a token of its channel. The token can write and read only there.",
    none: "No token exists.",
    new: "New token",
    newText:
      "It is shown once, in a terminal on the machine of TinyAGI. No page can obtain one, so nothing that runs in a browser can keep access.",
    channel: "Channel",
    made: "made",
    neverUsed: "never used",
    used: "used",
    revoke: "Revoke",
    revokeNamed: (channel: string) => `Revoke the token of ${channel}`,
    revokeTitle: "Revoke this token?",
    revokeText: (channel: string) =>
      `The client of ${channel} is refused immediately. To connect again, it needs a new token.`,
  },
  backups: {
    text: "A backup contains settings, conversations and keys. TinyAGI keeps working while it backs up. To restore a backup, TinyAGI must be stopped. Run the backup's command on the machine where TinyAGI runs, then `tinyagi start`.",
    contains: "What it contains",
    modes: {
      memory: "With what defines the agents",
      all: "With all files of the agents",
      none: "Without files of the agents",
    },
    now: "Back up now",
    busy: "Backing up…",
    none: "No backup exists yet.",
    saved: (name: string) => `Saved as ${name}`,
    leftOut: (name: string, number: number) =>
      `Saved as ${name}. ${counted(number, "file was", "files were")} left out:`,
  },
  look: {
    text: "For this browser only.",
    language: "Language",
    asBrowser: "As in the browser",
    unsaved: "The page opens again in the new language. Save or discard your changes first.",
    theme: "Theme",
    asSystem: "As in the system",
    themes: { light: "Light", dark: "Dark", contrast: "High contrast" },
  },
};
