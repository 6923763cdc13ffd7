/** Views of lists that a person saved. */
export const savedViews = {
  label: "Saved views",
  /** Of the palette: under each view stands its page. */
  group: "Saved views",
  quoted: (text: string) => `“${text}”`,
  /** What a view shows, which is the name that is offered for it: `Writer · Failed · Last 7 days`. */
  suggested: (parts: readonly string[]) => parts.filter((part) => part !== "").join(" · "),
  save: "Save view",
  acts: (name: string) => `More for the view ${name}`,
  rename: "Rename",
  openWith: "Open this page with it",
  openPlain: "Open this page without it",
  opensWith: "The page opens with this view",
  delete: "Delete view",
  deleted: (name: string) => `View “${name}” deleted`,
  saveTitle: "Save this view",
  renameTitle: "Rename this view",
  name: "Name",
  noName: "Give the view a name.",
  saveVerb: "Save",
  renameVerb: "Rename",
  replace: "Replace",
  isTaken: (name: string) => `The view “${name}” will be replaced.`,
  kept: "This browser keeps it. The address of the page shows the same view to others.",
};
