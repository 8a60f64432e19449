// How a draft will look, above the field. Fetched when somebody wants to see it.
import { useEffect, useState } from "preact/hooks";
import { to } from "../../i18n/over";
import { type Content, readContent } from "../../ui/content";
import { Text } from "../chat/Text";
import { toHtml } from "./wire";
import "../../styles/preview.css";

/** Who types fast is not slowed down. */
const PATIENCE_MS = 120;

/** What a text and the names in it become. */
export function Preview({ text, tokens }: { text: string; tokens: Record<string, string> }) {
  const [content, setContent] = useState<Content | null>(null);
  useEffect(() => {
    let isHere = true;
    const timer = setTimeout(() => {
      void toHtml(text.trim(), tokens).then((html) => isHere && setContent(readContent(html)));
    }, content ? PATIENCE_MS : 0);
    return () => {
      isHere = false;
      clearTimeout(timer);
    };
  }, [text, tokens]);
  return (
    <section class="draft-preview scroll" aria-label={to("preview")} data-testid="preview" tabIndex={0}>
      <div class="msg"><div class="body">{content && <Text content={content} />}</div></div>
    </section>
  );
}
