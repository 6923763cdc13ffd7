/**
 * The Ink component: hands keys to the store's owner and frames to the painter. Everything that can be decided is
 * elsewhere. It draws nothing through Ink, which takes 25 ms to lay out 70 lines that take 2 ms to make (decision 54).
 */
import { useInput } from "ink";
import { type ReactNode, useLayoutEffect, useMemo, useSyncExternalStore } from "react";
import { createKeyReader, type Key } from "../state/key.js";
import type { Marks } from "../text/marks.js";
import { createRenderer } from "../text/render-line.js";
import { frame } from "../view/frame.js";
import type { Painter } from "./painter.js";
import type { Store } from "./store.js";

export interface AppProps {
  readonly store: Pick<Store, "get" | "subscribe">;
  readonly painter: Pick<Painter, "draw">;
  readonly marks: Marks;
  readonly colour: boolean;
  readonly onKey: (key: Key) => void;
}

export function App({ store, painter, marks, colour, onKey }: AppProps): ReactNode {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const read = useMemo(createKeyReader, []);
  const render = useMemo(() => createRenderer(colour), [colour]);
  useInput((input, press) => {
    for (const key of read(input, press)) onKey(key);
  });
  useLayoutEffect(() => painter.draw(frame(state, { marks }).map(render)));
  return null;
}
