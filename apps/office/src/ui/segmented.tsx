/** One of a few ways to see the same thing. Radio buttons: arrows change it, and screen readers say how many there are. */
"use client";
import { useId } from "react";

export function Segmented<T extends string>(props: {
  label: string;
  choices: readonly { value: T; name: string }[];
  value: T;
  onChange: (value: T) => void;
}) {
  const group = useId();
  return (
    <fieldset className="flex min-w-0 overflow-x-auto rounded-s bg-n-2 p-0.5">
      <legend className="sr-only">{props.label}</legend>
      {props.choices.map(({ value, name }) => (
        <label
          key={value}
          className="flex h-7 flex-none cursor-pointer items-center rounded-xs px-3 text-13 font-medium text-n-7 has-checked:bg-n-0 has-checked:text-n-10 has-checked:ring-1 has-checked:ring-n-4 has-checked:ring-inset has-focus-visible:outline-2 max-md:h-11 max-md:px-2.5"
        >
          <input
            type="radio"
            name={group}
            value={value}
            checked={props.value === value}
            onChange={() => props.onChange(value)}
            className="sr-only"
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
