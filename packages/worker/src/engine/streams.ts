/** The streams of a worker in the engine, and the ids of their entries. */

export interface Streams {
  readonly hello: string;
  readonly down: string;
  readonly up: string;
}

/** @param home id of the daemon's home, so that several homes may share an engine */
export function streamsOf(home: string, worker: string): Streams {
  const name = (part: string) => `tinyagi:${home}:${worker}:${part}`;
  return { hello: name("hello"), down: name("down"), up: name("up") };
}

/** The engine takes an entry only with an id greater than all before. */
export function toId(epoch: number, seq: number): string {
  return `${epoch}-${seq}`;
}

/** Of an id of the engine. What others wrote may have numbers that no session has. */
export function readId(id: string): { epoch: number; seq: number } {
  const [epoch = "", seq = ""] = id.split("-");
  return { epoch: Number(epoch), seq: Number(seq) };
}
