// Gives the person a file that was made here.
export function saveText(name: string, text: string) {
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href, download: name });
  link.click();
  // Some browsers ask where to put it first.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
