/** A product that `pnpm bench peers-service` installs, and what every one of them must be able to do. */

/** Where one product is installed and runs. Nothing of it is outside `folder`. */
export interface World {
  readonly folder: string;
  /** `HOME` of all its programs, empty at the start. */
  readonly home: string;
  /** The folder with its `node_modules`. */
  readonly app: string;
  readonly node: string;
  readonly port: number;
  /** Base address of the model on loopback, in the OpenAI format. */
  readonly modelUrl: string;
  /** Writes a file that the product's user owns. */
  write(path: string, text: string): void;
  /** Runs a command of the product and returns what it printed. */
  run(words: readonly string[]): Promise<string>;
}

export interface Product {
  readonly name: string;
  /** Its name in the npm registry, or the file of its packed release. */
  readonly source: string;
  /** The folder of its package below `node_modules`. */
  readonly package: string;
  /** Which door messages come in by, for the reader of the table. */
  readonly door: string;
  /** Writes its settings, before the first start. */
  configure(world: World): void;
  /** The words after `node` that run it in the foreground. */
  start(world: World): readonly string[];
  /** After the first start: what a person would set up in it. */
  prepare?(world: World): Promise<void>;
  /** The address of the page that a person opens, logged in. */
  page(world: World): Promise<string>;
  /** Sends a message. Resolves when the product has said that it has it. */
  send(world: World, message: { readonly key: string; readonly text: string }): Promise<void>;
  /** The texts of all answers that a person can read in it. */
  answers(world: World): Promise<readonly string[]>;
}

/** Calls an HTTP API with JSON. @throws Error with the status of a refusal */
export async function callJson(
  url: string,
  {
    method = "GET",
    body,
    headers = {},
  }: { method?: string; body?: unknown; headers?: Record<string, string> },
): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname} answered ${response.status}`);
  return JSON.parse(text) as unknown;
}
