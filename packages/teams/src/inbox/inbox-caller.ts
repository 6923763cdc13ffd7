/** Who handed a message in: a client of the operator, a page in a browser, the process of a channel, or an agent's run. */
export type InboxCaller = "operator" | "page" | "channel" | "run";
