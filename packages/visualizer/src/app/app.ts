/** The Ink component: hands keys to the store's owner and draws the frame. Everything that can be decided is elsewhere. */
import { Text, useInput } from "ink";
import { createElement, type ReactNode, useMemo, useSyncExternalStore } from "react";
import { createKeyReader, type Key } from "../state/key.js";
import type { Marks } from "../text/marks.js";
import { createRenderer } from "../text/render-line.js";
import { frame } from "../view/frame.js";
import type { Store } from "./store.js";

export interface AppProps {
  readonly store: Pick<Store, "get" | "subscribe">;
  readonly marks: Marks;
  readonly colour: boolean;
  readonly onKey: (key: Key) => void;
}

export function App({ store, marks, colour, onKey }: AppProps): ReactNode {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const read = useMemo(createKeyReader, []);
  const render = useMemo(() => createRenderer(colour), [colour]);
  useInput((input, press) => {
    for (const key of read(input, press)) onKey(key);
  });
  const text = frame(state, { marks }).map(render).join("\n");
  return createElement(Text, { wrap: "truncate" }, text);
}
