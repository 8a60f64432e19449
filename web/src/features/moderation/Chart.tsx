// A chart that the node draws. Its few words are put into the language of the page.
import { useEffect, useState } from "preact/hooks";
import { language } from "../../i18n/language";
import { said, saying } from "../../i18n/server";
import { escapeHtml } from "../../ui/html";

/** Paths of the node are relative to where the client lives. */
const relative = (path: string) => path.replace(/^\//, "");

/** The words of a drawing in the language of the page. */
export const translated = (svg: string) => svg.replace(/>([^<>]+?)(: \d+)?</g, (_, words: string, value = "") => `>${escapeHtml(said(words))}${value}<`);

async function drawnAgain(path: string): Promise<string> {
  const response = await fetch(relative(path));
  if (!response.ok) return relative(path);
  await saying("now");
  return URL.createObjectURL(new Blob([translated(await response.text())], { type: "image/svg+xml" }));
}

/** The picture at a path of the node. */
export function Chart({ path, label }: { path: string; label: string }) {
  const isEnglish = language.value === "en";
  const [src, setSrc] = useState("");
  useEffect(() => {
    if (isEnglish) return;
    let made = "";
    let isHere = true;
    // English words are better than no chart.
    void drawnAgain(path).catch(() => relative(path)).then((found) => {
      made = found;
      if (isHere) setSrc(found);
      else URL.revokeObjectURL(found);
    });
    return () => {
      isHere = false;
      if (made.startsWith("blob:")) URL.revokeObjectURL(made);
    };
  }, [path, language.value]);
  const shown = isEnglish ? relative(path) : src;
  return <img {...(shown && { src: shown })} alt={label} width={800} height={400} data-testid="chart" />;
}
