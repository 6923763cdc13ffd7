/** Fields for a line, for a text and for a choice, each with its label and what is wrong with it. */
"use client";
import type { InputHTMLAttributes } from "react";
import { FIELD, Field } from "./field";
import { Select } from "./select";

interface About {
  label: string;
  isOptional?: boolean;
  /** What is wrong, and what to do about it. */
  error?: string | undefined;
  value: string;
  onValue: (value: string) => void;
}

interface Props extends About, Pick<InputHTMLAttributes<HTMLElement>, "placeholder" | "aria-required"> {
  maxLength?: number;
  /** `date` for a day: its value is `2027-01-31`. Default: text. */
  type?: "date";
  /** Id of a text that also describes the field. */
  describedBy?: string;
  /** It has the focus when its window opens. */
  "data-autofocus"?: true;
}

/** A day stands beside a choice, and is as high. */
const BESIDE_SELECT = "h-8! py-0! text-13! max-md:h-11! max-md:text-16!";

export function TextField({ label, isOptional, error, describedBy, onValue, ...input }: Props) {
  return (
    <Field label={label} isOptional={isOptional} error={error} describedBy={describedBy}>
      {(marks) => (
        <input
          {...marks}
          {...input}
          autoComplete="off"
          onChange={({ target }) => onValue(target.value)}
          className={input.type === "date" ? `${FIELD} ${BESIDE_SELECT}` : FIELD}
        />
      )}
    </Field>
  );
}

/** A text of four lines or more. */
export function TextArea({ label, isOptional, error, describedBy, onValue, ...input }: Props) {
  return (
    <Field label={label} isOptional={isOptional} error={error} describedBy={describedBy}>
      {(marks) => (
        <textarea
          {...marks}
          {...input}
          rows={4}
          onChange={({ target }) => onValue(target.value)}
          className={FIELD}
        />
      )}
    </Field>
  );
}

export function SelectField(
  props: About & { options: readonly { value: string; name: string }[]; "aria-required"?: true },
) {
  const { label, isOptional, error, onValue, ...select } = props;
  return (
    <Field label={label} isOptional={isOptional} error={error}>
      {(marks) => (
        <Select {...marks} {...select} label={label} onChange={({ target }) => onValue(target.value)} />
      )}
    </Field>
  );
}
