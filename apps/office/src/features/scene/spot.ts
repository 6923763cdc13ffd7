/** What every figure of the office has that can be pointed at and reached by keyboard, as a button or a link. */

export interface Spot {
  isTabStop: boolean;
  register: (id: string, spot: HTMLElement | null) => void;
  onPoint: (id: string | undefined) => void;
  onFocus: (id: string) => void;
}

export function spotProps(id: string, { isTabStop, register, onPoint, onFocus }: Spot) {
  return {
    ref: (spot: HTMLElement | null) => register(id, spot),
    tabIndex: isTabStop ? 0 : -1,
    className:
      "absolute top-0 left-0 block h-[52px] w-[44px] max-md:h-[44px] max-md:w-[44px] max-md:-ml-[5px]",
    onPointerEnter: () => onPoint(id),
    onPointerLeave: () => onPoint(undefined),
    onFocus: () => {
      onPoint(id);
      onFocus(id);
    },
    onBlur: () => onPoint(undefined),
  };
}
