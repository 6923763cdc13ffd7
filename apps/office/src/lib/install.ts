/** TinyOffice as an installed app: the browser says once, early, that it offers this. */
"use client";
import { create } from "zustand";

interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

const useOffer = create<{ offer?: InstallOffer | undefined }>(() => ({}));

/** Called once for each page. */
export function watchInstall(): () => void {
  const onOffer = (event: Event): void => useOffer.setState({ offer: event as InstallOffer });
  const onInstalled = (): void => useOffer.setState({ offer: undefined });
  addEventListener("beforeinstallprompt", onOffer);
  addEventListener("appinstalled", onInstalled);
  return () => {
    removeEventListener("beforeinstallprompt", onOffer);
    removeEventListener("appinstalled", onInstalled);
  };
}

/** What installs it; undefined where the browser does not offer it. An offer can be used once. */
export function useInstall(): (() => void) | undefined {
  const { offer } = useOffer();
  if (offer === undefined) return undefined;
  return () => {
    useOffer.setState({ offer: undefined });
    void offer.prompt();
  };
}
