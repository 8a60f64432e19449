// Who reacted, and with what.
import { t } from "../../i18n";
import { listOf } from "../../i18n/collation";
import { isShown, react, reactionCode } from "../../state/actions";
import { emojiByHash, emojiOf, isHash } from "../../state/emojis";
import type { Message } from "../../state/message";
import { nameOf } from "../../state/names";
import { session } from "../../state/session";
import { Icon } from "../../ui/Icon";
import { placeOf } from "../../ui/popover";
import { openEmoji } from "../../state/shown";

/** Most people that are named. */
const MAX_NAMED = 10;

function who(people: string[]): string {
  const me = session.value?.id;
  const named = people.map((id) => (id === me ? t("you") : nameOf(id))).filter((name): name is string => Boolean(name));
  const shown = named.slice(0, MAX_NAMED);
  const others = people.length - shown.length;
  return listOf(others > 0 ? [...shown, t("others", { n: others })] : shown);
}

export function Reactions({ message }: { message: Message }) {
  const codes = Object.entries(message.reactions).filter(([code, people]) => people.length > 0 && isShown(code));
  if (!codes.length) return null;
  const me = session.value?.id ?? "";
  return (
    <div class="react" role="group" aria-label={t("reactions")}>
      {codes.map(([code, people]) => {
        const own = isHash(code) ? emojiByHash.value.get(code) : undefined;
        const character = own ? undefined : emojiOf(code);
        if (!own && !character) return null;
        const names = who(people);
        return (
          <button
            key={code}
            type="button"
            tabIndex={-1}
            aria-pressed={people.includes(me)}
            aria-label={t("reactionLabel", { emoji: own?.name ?? character ?? "", n: people.length, names })}
            title={names}
            data-testid="reaction"
            data-code={code}
            onClick={() => void react(message, code)}
          >
            {own ? <img src={own.url} alt="" /> : <span>{character}</span>}
            {people.length}
          </button>
        );
      })}
      <button
        type="button"
        class="add"
        tabIndex={-1}
        aria-label={t("addReaction")}
        title={t("addReaction")}
        onClick={(event) => openEmoji({ place: placeOf(event.currentTarget), onPick: (emoji) => void react(message, reactionCode(emoji)) })}
      >
        <Icon name="smile-plus" />
      </button>
    </div>
  );
}
