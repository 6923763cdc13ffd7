import type { ToolWords } from "./tool-words.js";

const say = (alone: string, verb: string) => ({ alone, with: (about: string) => `${verb} ${about}` });

export const tools: ToolWords = {
  acts: {
    run: say("Runs a command", "Runs"),
    read: say("Reads a file", "Reads"),
    write: say("Writes a file", "Writes"),
    edit: say("Edits a file", "Edits"),
    list: say("Lists files", "Lists"),
    find_files: say("Finds files", "Finds files:"),
    search: say("Searches files", "Searches files for"),
    fetch: say("Opens a web page", "Opens"),
    search_web: say("Searches the web", "Searches the web for"),
    steps: say("Updates its list of steps", "Updates its list of steps:"),
    read_steps: say("Reads its list of steps", "Reads its list of steps:"),
    spawn: say("Starts sub-agents", "Starts sub-agents:"),
    ask: say("Asks a person", "Asks a person:"),
    message: say("Sends a message", "Sends a message to"),
    remember: say("Remembers something", "Remembers:"),
    recall: say("Searches its memory", "Searches its memory for"),
    create_task: say("Creates a task", "Creates a task:"),
    update_task: say("Updates a task", "Updates the task"),
    send_file: say("Sends a file", "Sends the file"),
    schedule: say("Sets a schedule", "Sets a schedule:"),
    skill: say("Uses a skill", "Uses the skill"),
    output: say("Reads from a running command", "Reads from the running command"),
    type: say("Types into a running command", "Types into a running command:"),
    end: say("Ends a running command", "Ends the running command"),
  },
  uses: (tool) => `Uses ${tool}`,
  usesOf: (tool, server) => `Uses ${tool} of ${server}`,
};
