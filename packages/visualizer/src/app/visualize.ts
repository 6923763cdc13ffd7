/** Runs a terminal view until the person quits. The composition root of this package. */
import { setMaxListeners } from "node:events";
import { type Readable, Writable } from "node:stream";
import type { Client } from "@tinyagi/client";
import { render } from "ink";
import { createElement } from "react";
import { press } from "../keys/press.js";
import type { Effect } from "../keys/pressed.js";
import { read } from "../state/answers.js";
import { withData } from "../state/data.js";
import { startState } from "../state/start.js";
import type { Act, State, TreePlace } from "../state/state.js";
import { pickMarks } from "../text/marks.js";
import { perform } from "./act.js";
import { App } from "./app.js";
import { createFeed } from "./feed.js";
import { paced } from "./paced.js";
import { createPainter } from "./painter.js";
import { copyText, takeScreen } from "./screen.js";
import { createStore, type Store } from "./store.js";

/** At most 20 frames a second: a person sees no more, and every frame costs. */
const FRAME_MS = 50;
const TICK_MS = 1_000;
const NARROWEST = 20;
const LOWEST = 8;

export interface VisualizeOptions {
  readonly client: Client;
  /** Where it begins. */
  readonly place: TreePlace;
  /** Terminals. */
  readonly stdin: Readable;
  readonly stdout: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the view, as a signal of the process does. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Shows a live view on the terminal's other screen; resolves when the person quits or the signal aborts.
 *
 * @throws AppError when the daemon cannot be reached at the start, or refuses
 */
export async function visualize(options: VisualizeOptions): Promise<void> {
  const { client, stdout, now } = options;
  const quit = new AbortController();
  const signal = AbortSignal.any([options.signal, quit.signal]);
  // Each request in flight listens; a warning about them would be written into the view.
  setMaxListeners(0, signal);
  const store = createStore(startState({ place: options.place, now: now(), size: measureSize(stdout) }));
  const feed = createFeed({ client, store, signal, now });
  const doing = createEffectRunner({ ...options, signal, store, feed, quit: () => quit.abort() });
  const stopReading = store.subscribe(markRead(store, doing));
  const marks = pickMarks(options.env);
  const colour = !options.env.NO_COLOR;
  const painter = createPainter(stdout);
  const resized = (): void => {
    painter.forget();
    store.set(withData(store.get(), { type: "resized", size: measureSize(stdout) }));
  };
  const tick = setInterval(() => store.set(withData(store.get(), { type: "tick", now: now() })), TICK_MS);
  const giveBack = takeScreen(stdout);
  stdout.on("resize", resized);
  const app = render(
    createElement(App, {
      store: { get: store.get, subscribe: paced(store.subscribe, FRAME_MS) },
      painter,
      marks,
      colour,
      onKey: (key) => {
        const { state, effects } = press(store.get(), key, marks);
        store.set(state);
        feed.look();
        for (const effect of effects) doing(effect);
      },
    }),
    {
      stdout: nowhere(stdout),
      stdin: options.stdin as NodeJS.ReadStream,
      // The painter draws; Ink must neither hide a cursor nor wait for the end, as it does in CI systems.
      debug: true,
      exitOnCtrlC: false,
      patchConsole: false,
    },
  );
  signal.addEventListener("abort", () => app.unmount(), { once: true });
  const exited = app.waitUntilExit();
  const crash = watchCrash();
  try {
    await Promise.race([feed.run(), exited, crash.happened]);
    if (!signal.aborted) await Promise.race([exited, crash.happened]);
  } finally {
    crash.stop();
    stopReading();
    quit.abort();
    app.unmount();
    clearInterval(tick);
    stdout.off("resize", resized);
    giveBack();
  }
}

/** An error that nothing caught ends the view like any other, so that it is read on the screen it belongs to. */
function watchCrash(): { happened: Promise<never>; stop: () => void } {
  let onError: (error: Error) => void = () => undefined;
  const happened = new Promise<never>((_, reject) => {
    onError = reject;
    process.on("uncaughtException", onError);
  });
  // It is awaited together with others, which may end first.
  happened.catch(() => undefined);
  return { happened, stop: () => process.off("uncaughtException", onError) };
}

/** What Ink writes to. Without `isTTY`, it leaves cursor and screen alone. */
function nowhere(terminal: NodeJS.WriteStream): NodeJS.WriteStream {
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  return Object.assign(sink, { columns: terminal.columns || 80 }) as unknown as NodeJS.WriteStream;
}

function measureSize({ columns, rows }: NodeJS.WriteStream): State["size"] {
  return { columns: Math.max(NARROWEST, columns || 80), rows: Math.max(LOWEST, rows || 24) };
}

/** Posts that are on the screen at the end of their room are read, for TinyOffice too. Each is reported once. */
function markRead(store: Store, doing: (effect: Effect) => void): () => void {
  let reported = 0;
  return () => {
    const { place, known, cursor, connection } = store.get();
    if (place.view !== "room" || cursor !== undefined || connection.state !== "live") return;
    const room = read(known, "rooms")?.find(({ id }) => id === place.team);
    const newest = read(known, "room", place.team)?.[0]?.id;
    if (room === undefined || room.unread === 0 || newest === undefined || newest <= reported) return;
    reported = newest;
    doing({ type: "act", act: { kind: "markRead", team: place.team, post: newest } });
  };
}

interface EffectContext extends VisualizeOptions {
  readonly store: Store;
  readonly feed: { readonly refresh: () => void };
  readonly quit: () => void;
}

function createEffectRunner({
  client,
  stdout,
  store,
  feed,
  signal,
  quit,
}: EffectContext): (effect: Effect) => void {
  const act = async (what: Act): Promise<void> => {
    const notice = await perform(client, what, signal);
    store.set({ ...store.get(), notice: notice?.text === "" ? undefined : notice });
    feed.refresh();
  };
  const older = async (team: string, before: number): Promise<void> => {
    const query = { limit: 100, before_id: before };
    const posts = await client.call("chatroom", { params: { id: team }, query, signal });
    const known = read(store.get().known, "room", team);
    // A second page up while the first was on its way asked for the same posts.
    if (known?.at(-1)?.id === before) store.set(withData(store.get(), { type: "olderPosts", team, posts }));
  };
  const orNotice = (work: Promise<void>): void => {
    work.catch((error: unknown) => {
      if (signal.aborted) return;
      const text = error instanceof Error ? error.message : "The action failed.";
      store.set({ ...store.get(), notice: { text, failed: true } });
    });
  };
  return (effect) => {
    switch (effect.type) {
      case "quit":
        return quit();
      case "copy":
        return copyText(stdout, effect.text);
      case "olderPosts":
        return orNotice(older(effect.team, effect.before));
      case "act":
        return orNotice(act(effect.act));
    }
  };
}
