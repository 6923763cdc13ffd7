/**
 * A page whose own files are gone, since a new version replaced them. Guarantees: it loads itself again at most once a
 * minute, never in a circle, and never while something is typed; else it says so and offers a button.
 */

/** A page that loaded itself again within this time, and still lacks files, leaves it to its reader. */
const AGAIN_MS = 60_000;
/** After everything has loaded: a page that has not begun by then will not begin. */
const BEGIN_MS = 10_000;
const KEY = "tinyoffice.loadedAgain";

/** Both loaders name it so: that of scripts, and that of the browser for modules. */
export function isMissingFile(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === "ChunkLoadError" ||
      /Failed to load chunk|dynamically imported module|Importing a module script failed/.test(error.message))
  );
}

/** Whether a page that loaded itself again at `last` may do so once more. */
export function mayLoadAgain(last: number, now: number): boolean {
  return !(now - last < AGAIN_MS && now >= last);
}

/** @returns whether the page loads itself again */
export function loadAgain(): boolean {
  try {
    if (!mayLoadAgain(Number(sessionStorage.getItem(KEY) ?? Number.NaN), Date.now())) return false;
    sessionStorage.setItem(KEY, String(Date.now()));
  } catch {
    // A browser that keeps nothing could not stop a circle.
    return false;
  }
  location.reload();
  return true;
}

/** The same for one part of a page that is read: what is typed in the others must not be lost. */
export function loadAgainForPart(error: unknown): boolean {
  return isMissingFile(error) && !isSomethingTyped() && loadAgain();
}

function isSomethingTyped(): boolean {
  const fields = document.querySelectorAll<HTMLInputElement>(
    "textarea, input:not([type=radio], [type=checkbox], [type=search])",
  );
  return [...fields].some(({ value }) => value !== "");
}

/** Called when the scripts of the page run. */
export function hasBegun(): void {
  document.documentElement.dataset.begun = "";
}

interface Texts {
  title: string;
  text: string;
  reload: string;
}

/**
 * Runs in the head, for a page whose scripts do not load at all. Kept as text, because the page's policy allows it by its
 * hash; it has the texts of all languages, because no file of a language may be there. It removes each script that
 * failed: the bundler waits for a script that is in the page already, and for one that has failed it would wait for ever.
 * @param classes of the message and of its button
 */
export function beginScript(texts: Readonly<Record<string, Texts>>, classes: [string, string]): string {
  return `(()=>{const root=document.documentElement,has=()=>"begun" in root.dataset;
const fail=()=>{if(has()||fail.done)return;fail.done=1;
try{const last=Number(sessionStorage.getItem("${KEY}")??NaN),now=Date.now();if(!(now-last<${AGAIN_MS}&&now>=last)){sessionStorage.setItem("${KEY}",now);location.reload();return}}catch{}
const all=${JSON.stringify(texts).replaceAll("<", "\\u003c")};let chosen;try{chosen=localStorage.getItem("tinyoffice.language")}catch{}
const tag=[chosen,...navigator.languages].map(t=>t&&t.split("-")[0]).find(t=>all[t])??"en",say=all[tag];root.lang=tag;
const make=(name,text,cls)=>{const one=document.createElement(name);one.textContent=text;one.className=cls;return one};
const box=make("div","",${JSON.stringify(classes[0])});box.setAttribute("role","alert");
const button=make("button",say.reload,${JSON.stringify(classes[1])});button.onclick=()=>location.reload();
box.append(make("h1",say.title,"text-20 font-bold tracking-tight text-n-10"),make("p",say.text,"text-13 text-n-7"),button);
const show=()=>document.body.replaceChildren(box);if(document.body)show();else addEventListener("DOMContentLoaded",show)};
addEventListener("error",({target})=>{if(target instanceof HTMLScriptElement){target.remove();fail()}},true);
addEventListener("load",()=>setTimeout(fail,${BEGIN_MS}))})()`;
}
