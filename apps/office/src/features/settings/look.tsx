/** How the office looks in this browser: its language and its theme. */
"use client";
import { useId, useState } from "react";
import { chooseTheme, chosenTheme, THEMES } from "../../lib/theme";
import { chooseLanguage, chosenLanguage, LANGUAGE_NAMES, LANGUAGES } from "../../locale/language";
import { words } from "../../locale/words";
import { Select } from "../../ui/select";

export function Look({ isUnsaved }: { isUnsaved: boolean }) {
  const [theme, setTheme] = useState(chosenTheme);
  const help = useId();
  const say = words.settings.look;
  return (
    <section
      aria-label={words.settings.tabs.look}
      className="grid max-w-[880px] grid-cols-[120px_minmax(0,300px)] items-center gap-x-4 gap-y-3 py-4 text-13"
    >
      <p className="col-span-2 text-n-7">{say.text}</p>
      <span aria-hidden="true" className="font-medium text-n-10">
        {say.language}
      </span>
      <Select
        label={say.language}
        value={chosenLanguage() ?? ""}
        disabled={isUnsaved}
        aria-describedby={isUnsaved ? help : undefined}
        options={[
          { value: "", name: say.asBrowser },
          ...LANGUAGES.map((value) => ({ value, name: LANGUAGE_NAMES[value] })),
        ]}
        onChange={({ target }) => chooseLanguage(LANGUAGES.find((one) => one === target.value))}
      />
      {isUnsaved && (
        <p id={help} className="col-start-2 text-12 text-n-7">
          {say.unsaved}
        </p>
      )}
      <span aria-hidden="true" className="font-medium text-n-10">
        {say.theme}
      </span>
      <Select
        label={say.theme}
        value={theme ?? ""}
        options={[
          { value: "", name: say.asSystem },
          ...THEMES.map((value) => ({ value, name: say.themes[value] })),
        ]}
        onChange={({ target }) => {
          const next = THEMES.find((one) => one === target.value);
          chooseTheme(next);
          setTheme(next);
        }}
      />
    </section>
  );
}
