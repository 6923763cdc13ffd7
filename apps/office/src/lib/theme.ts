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

/** What the reader chose; undefined: the system's. */
export function chosenTheme(): Theme | undefined {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === kept);
  } catch {
    // A browser that keeps nothing has no choice to remember.
    return undefined;
  }
}

/** Shows a theme and remembers it; undefined follows the system again. */
export function chooseTheme(theme: Theme | undefined): void {
  document.documentElement.dataset.theme = theme ?? themeOfSystem();
  try {
    if (theme === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // A browser that keeps nothing still shows the theme until the page is closed.
  }
}

/** Changes to the next theme and remembers it. */
export function nextTheme(): Theme {
  const next = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length] ?? "light";
  chooseTheme(next);
  return next;
}

function themeOfSystem(): Theme {
  if (matchMedia("(prefers-contrast: more)").matches) return "contrast";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
