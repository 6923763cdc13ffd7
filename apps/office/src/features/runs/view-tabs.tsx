/** Four ways to see the same work. The selection stays when the view changes. */
"use client";
import { words } from "../../locale/words";
import { useView, VIEWS } from "./address";

/** @param isSingle a run of one part has two: what it did, and its log */
export function ViewTabs({ isSingle }: { isSingle: boolean }) {
  const [view, setView] = useView();
  const known = isSingle ? VIEWS.filter((one) => one === "tree" || one === "log") : VIEWS;
  return (
    <fieldset className="flex rounded-s bg-n-2 p-0.5">
      <legend className="sr-only">{words.runs.views.label}</legend>
      {known.map((one) => (
        <label
          key={one}
          className="flex h-7 cursor-pointer items-center rounded-xs px-3 text-13 font-medium text-n-7 has-checked:bg-n-0 has-checked:text-n-10 has-checked:ring-1 has-checked:ring-n-4 has-focus-visible:outline-2 max-md:h-11"
        >
          <input
            type="radio"
            name="view"
            value={one}
            checked={view === one || (isSingle && one === "tree" && view !== "log")}
            onChange={() => setView(one)}
            className="sr-only"
          />
          {isSingle && one === "tree" ? words.runs.views.single : words.runs.views[one]}
        </label>
      ))}
    </fieldset>
  );
}
