import { counted } from "@tinyagi/views";

/** What agents made, its versions and public links. */
export const artifacts = {
  title: "Artifacts",
  one: "The artifact",
  theList: "The artifacts",
  sentence: (count: number, hasMore: boolean) =>
    `${counted(count, "file")}${hasMore ? " and more" : ""} that agents made and sent`,
  filter: "Filter artifacts",
  agent: "Agent",
  all: "All agents",
  more: "Show more",
  emptyTitle: "Nothing made yet",
  emptyText: "A file that an agent sends you appears here, with each of its versions.",
  version: (version: number) => `Version ${version}`,
  versions: "Versions",
  gone: "Removed",
  goneText: "The file was removed with old data. Its versions below may still exist.",
  run: "Run",
  conversation: "Conversation",
  task: "Task",
  save: "Save",
  shared: "public link",
  links: "Public links",
  linksText:
    "Anyone who has a link, and can reach this TinyAGI, reads this version and nothing else. No link exists until you create one.",
  expires: "Expires",
  days: (days: number) => (days === 0 ? "Never expires" : `Expires after ${counted(days, "day")}`),
  share: "Create a link",
  once: "Copy it now: the whole link is shown only once.",
  copy: "Copy the link",
  states: { works: "Works", expired: "Expired", revoked: "Revoked" },
  by: (who: string) => `by ${who},`,
  until: (time: string) => `until ${time}`,
  opened: (times: number) => `opened ${counted(times, "time")}`,
  revoke: "Revoke",
};
