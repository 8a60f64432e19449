// On the card of a member, for the staff: servers that we vouch for have banned them, and why.
import { useEffect, useState } from "preact/hooks";
import { tn } from "../../i18n/network";
import { dateTimeOf } from "../../ui/dates";
import { Icon } from "../../ui/Icon";
import { askQuietly } from "./asking";
import { readRecommendations, type Recommendation } from "./nodes";
import { banReason } from "./words";
import "../../styles/network.css";

interface Answer {
  policy?: unknown;
  nodes?: unknown;
  isNever?: unknown;
  recommendations?: unknown;
}

interface Known {
  nodes: number;
  isNever: boolean;
  list: Recommendation[];
}

/** What is known of somebody; the rows have no id of their own here. */
export function readBans({ nodes, isNever, recommendations, policy }: Answer): Known | null {
  if (policy === "ignore") return null;
  const rows: object[] = Array.isArray(recommendations) ? recommendations.filter((row) => row && typeof row === "object") : [];
  const list = readRecommendations(rows.map((row, at) => ({ ...row, recommendation: String(at) })));
  const count = typeof nodes === "number" && nodes >= 0 ? Math.floor(nodes) : list.length;
  return count > 0 || isNever === true ? { nodes: count, isNever: isNever === true, list } : null;
}

export function BannedElsewhere({ id, onDrawn }: { id: string; onDrawn: () => void }) {
  const [known, setKnown] = useState<Known | null>(null);
  useEffect(() => {
    let isHere = true;
    void askQuietly<Answer>("getNetworkBans", { memberId: id }).then((answer) => isHere && answer && setKnown(readBans(answer)));
    return () => {
      isHere = false;
    };
  }, [id]);
  useEffect(onDrawn, [known]);
  if (!known) return null;
  const { nodes, isNever, list } = known;
  return (
    <div class={isNever || nodes === 0 ? "note banned-elsewhere" : "note warn banned-elsewhere"} data-testid="banned-elsewhere">
      <Icon name="ban" />
      <div class="grow">
        {nodes > 0 && <b>{tn("bannedOn", { n: nodes })}</b>}
        {isNever && <p>{tn("isNever")}</p>}
        {list.length > 0 && (
          <details onToggle={onDrawn}>
            <summary>{tn("whichServers")}</summary>
            <ul>
              {list.map(({ id: key, from, reason, note, time }) => (
                <li key={key}>
                  <b>{from}</b>
                  <span>{banReason(reason)}{note && <> · <span dir="auto">{note}</span></>}</span>
                  {time && <time dateTime={new Date(time).toISOString()}>{dateTimeOf(time)}</time>}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </div>
  );
}
