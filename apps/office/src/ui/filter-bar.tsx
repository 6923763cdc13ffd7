/** Narrows a list: a text and choices. The page keeps both in its address. */
"use client";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useSearchKey } from "../lib/use-search-key";
import { words } from "../locale/words";
import { Key } from "./button";
import { Icon } from "./icon";
import { Select } from "./select";

/** On a phone it is one row, which scrolls sideways: rows of choices would take the place of the list. */
export function FilterBar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <search
      aria-label={label}
      className="flex min-h-12 flex-none items-center gap-x-3 gap-y-1 border-b border-n-4 px-4 py-2 max-md:overflow-x-auto max-md:*:flex-none md:flex-wrap md:px-8"
    >
      {children}
    </search>
  );
}

interface TextProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** `/` goes here, not to the palette: for the one field that searches what the page is about. */
  isMain?: boolean;
  /** For a field that someone just asked for. */
  autoFocus?: boolean;
}

export function FilterText({ label, value, onChange, isMain = false, autoFocus = false }: TextProps) {
  const input = useRef<HTMLInputElement>(null);
  useSearchKey(isMain ? input : undefined);
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);
  return (
    <label className="flex h-8 w-56 items-center gap-2 rounded-s border border-n-4 px-2 text-n-7 focus-within:border-n-10 focus-within:ring-3 focus-within:ring-accent max-md:h-11 max-md:w-44">
      <Icon name="find" size={14} />
      <span className="sr-only">{label}</span>
      <input
        ref={input}
        type="search"
        value={value}
        placeholder={label}
        aria-keyshortcuts={isMain ? "/" : undefined}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          if (value === "") event.currentTarget.blur();
          else onChange("");
        }}
        className="min-w-0 grow bg-transparent text-13 text-n-9 outline-none! [box-shadow:none]! placeholder:text-n-7 max-md:text-16"
      />
      {isMain && value === "" && (
        <span className="max-md:hidden" aria-hidden="true">
          <Key>/</Key>
        </span>
      )}
    </label>
  );
}

export interface Choice {
  value: string;
  name: string;
  /** How many rows it would show, where that is known. */
  count?: number | undefined;
}

/** One of a few. The first choice is usually "All", with an empty value. On a phone they are a list that opens. */
export function FilterChoice(props: {
  label: string;
  choices: readonly Choice[];
  value: string;
  onChange: (value: string) => void;
}) {
  const group = useId();
  return (
    <>
      <Select
        label={props.label}
        value={props.value}
        options={props.choices.map(({ value, name }) => ({
          value,
          name: value === "" ? words.common.toFilter(props.label, name) : name,
        }))}
        onChange={({ target }) => props.onChange(target.value)}
        isBare
        className="md:hidden"
      />
      <Chips {...props} group={group} />
    </>
  );
}

function Chips(props: Parameters<typeof FilterChoice>[0] & { group: string }) {
  return (
    <fieldset className="flex flex-wrap max-md:hidden">
      <legend className="sr-only">{props.label}</legend>
      {props.choices.map(({ value, name, count }) => (
        <label
          key={value}
          className="flex h-7 cursor-pointer items-center gap-1.5 rounded-s px-2.5 text-12 font-medium text-n-7 hover:text-n-10 has-checked:bg-n-3 has-checked:text-n-10 has-focus-visible:outline-2"
        >
          <input
            type="radio"
            name={props.group}
            value={value}
            checked={props.value === value}
            onChange={() => props.onChange(value)}
            className="sr-only"
          />
          {name}
          {count !== undefined && <span className="font-mono text-11">{count}</span>}
        </label>
      ))}
    </fieldset>
  );
}
