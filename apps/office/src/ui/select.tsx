/** A choice of many, as the browser draws it: it works by keyboard, on a phone, and for screen readers. */
import type { SelectHTMLAttributes } from "react";
import { oneLine } from "../lib/format/text";

export interface Option {
  value: string;
  name: string;
}

export function Select(
  props: SelectHTMLAttributes<HTMLSelectElement> & {
    label: string;
    options: readonly Option[];
    isBare?: boolean;
  },
) {
  const { label, options, isBare = false, className = "", ...rest } = props;
  const look = isBare
    ? "border-transparent bg-transparent font-medium hover:bg-n-2"
    : "border-n-5 bg-n-0 hover:border-n-6";
  return (
    <select
      aria-label={label}
      className={`h-8 max-w-full min-w-0 rounded-s border px-2 text-13 [field-sizing:content] text-n-9 max-md:h-11 max-md:text-16 ${look} ${className}`}
      {...rest}
    >
      {options.map(({ value, name }) => (
        <option key={value} value={value}>
          {oneLine(name, 60)}
        </option>
      ))}
    </select>
  );
}
