/** What a run works on. Plain JSON, as all of a request. */

/** What a run works on, as facts. The prompt says the same to a model. */
export interface RunWork {
  /** Who wrote the message: a person, TinyAGI by itself, or an agent. */
  from: "person" | "tinyagi" | "agent";
  /** The author's words. */
  own: string;
  /** It asks for one reply to a request that several agents answered. */
  join?: { request: string; results: readonly { agentId: string; text: string }[] };
}
