/** A model by its name, with the short names that its provider has for some. */
"use client";
import { type ComponentProps, useId } from "react";
import { useProviders } from "../providers/queries";

interface Props extends Omit<ComponentProps<"input">, "onChange"> {
  provider: string;
  onModel: (model: string) => void;
}

export function ModelInput({ provider, onModel, ...rest }: Props) {
  const list = useId();
  const aliases = useProviders().data?.providers[provider]?.aliases ?? {};
  return (
    <>
      <input
        {...rest}
        list={list}
        maxLength={128}
        autoComplete="off"
        onChange={({ target }) => onModel(target.value)}
      />
      <datalist id={list}>
        {Object.keys(aliases).map((alias) => (
          <option key={alias} value={alias} />
        ))}
      </datalist>
    </>
  );
}
