/** A day that is chosen or typed. It is saved when the field is left or Enter is pressed: a half-typed year is no day yet. */
"use client";
import { useState } from "react";

interface Props {
  label: string;
  /** `2027-01-31`; empty for none. */
  value: string;
  disabled: boolean;
  onDay: (day: string) => void;
}

export function DayInput({ label, value, disabled, onDay }: Props) {
  const [typed, setTyped] = useState<string>();
  function save(): void {
    if (typed !== undefined && typed !== value) onDay(typed);
    setTyped(undefined);
  }
  return (
    <input
      type="date"
      aria-label={label}
      value={typed ?? value}
      disabled={disabled}
      max="9999-12-31"
      onChange={(event) => setTyped(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
      }}
      className="h-8 min-w-0 rounded-s border border-n-5 bg-n-0 px-2 text-13 text-n-9 hover:border-n-6 max-md:h-11 max-md:text-16"
    />
  );
}
