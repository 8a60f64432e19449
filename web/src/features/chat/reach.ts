// The log is one stop for the Tab key: what can be pressed in a message is reached only from that message.

const PRESSABLE = "a[href], button, video, audio";

/** Makes what is in a message reachable with Tab, or takes it out of its way. */
export function reach(row: Element | null | undefined, isOpen: boolean) {
  for (const element of row?.querySelectorAll<HTMLElement>(PRESSABLE) ?? []) {
    // What is being edited is always reachable.
    if (!element.closest(".editing")) element.tabIndex = isOpen ? 0 : -1;
  }
}
