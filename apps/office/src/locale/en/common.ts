/** What stands on every page: states, times, and the parts of `ui/`. */
export const common = {
  states: {
    running: "Running",
    waiting: "Waiting",
    done: "Done",
    failed: "Failed",
    held: "Held",
    idle: "Idle",
    asleep: "Asleep",
  },
  time: {
    now: "now",
    seconds: (count: string) => `${count} s`,
    minutes: (count: number) => `${count} min`,
    hours: (count: number) => `${count} h`,
    days: (count: number) => `${count} d`,
    /** Two units of a duration: "3 min 41 s". */
    join: (large: string, small: string) => `${large} ${small}`,
    ago: (span: string) => `${span} ago`,
  },
  errors: {
    away: "TinyAGI does not answer. Start it with: tinyagi start",
    unknown: "Something went wrong. Try again.",
    cannotShow: (region: string) => `${region} cannot be shown.`,
  },
  newRows: (count: number) => `${count} new`,
  /** On your face, in capitals. */
  you: "YOU",
  reading: "Reading…",
  cancel: "Cancel",
  tryAgain: "Try again",
  undo: "Undo",
  close: "Close",
  closeKey: "Close (Esc)",
  actions: "Actions",
  details: (name: string) => `${name}: details`,
  paneWidth: "Width of this pane",
  /** The first choice of a filter on a phone: "State: all". */
  filterOf: (label: string, choice: string) => `${label}: ${choice.toLowerCase()}`,
  terminal: {
    title: "In a terminal",
    copy: "Copy",
    copied: "Copied",
    cannotCopy: "The browser does not let this page copy. Select the text instead.",
  },
  markdown: { image: "image", done: "Done", copyCode: "Copy code" },
};
