// The field of the composer, for those who want to go there.
let field: HTMLTextAreaElement | null = null;
export const setField = (next: HTMLTextAreaElement | null) => (field = next);
export const focusComposer = () => field?.focus({ preventScroll: true });
