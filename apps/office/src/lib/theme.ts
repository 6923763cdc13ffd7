/** The theme: light, dark or high contrast. Without a choice it follows the system. */
export const THEMES = ["light", "dark", "contrast"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "tinyoffice.theme";

/** Runs in the page before anything is painted. Kept as text, because the page's policy allows it by its hash. */
export const THEME_SCRIPT = `(()=>{let t;try{t=localStorage.getItem("${KEY}")}catch{}
if(!["light","dark","contrast"].includes(t))t=matchMedia("(prefers-contrast:more)").matches?"contrast":matchMedia("(prefers-color-scheme:dark)").matches?"dark":"light";
document.documentElement.dataset.theme=t})()`;

export function currentTheme(): Theme {
  const value = document.documentElement.dataset.theme;
  return THEMES.find((theme) => theme === value) ?? "light";
}

/** Changes to the next theme and remembers it. */
export function nextTheme(): Theme {
  const next = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length] ?? "light";
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // A browser that keeps nothing still shows the theme until the page is closed.
  }
  return next;
}
