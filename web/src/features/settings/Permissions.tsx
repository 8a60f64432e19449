// What a role may do: deny, inherit or allow, with where an inherited answer comes from. Inherit means
// that the key is not there at all: in groups and channels a 0 would deny.
import { useState } from "preact/hooks";
import { said } from "../../i18n/server";
import { ts } from "../../i18n/settings";
import { readingKey } from "../../ui/direction";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import type { Permission, Values } from "./api";

const SECTIONS: [keyof typeof TITLES, RegExp][] = [
  ["messages", /^(readMessages|sendMessages|uploadFiles|maxUpload|send(URL|Files)|pingEveryone|manageMessages|viewChannel|viewChannelHistory|bypass\w+|(view|send)AnonymousMessages|(use|speak)VOIP|useCamera|shareScreen)$/],
  ["moderation", /^(kick|mute|disconnect)Users$|^(banMember|manageBans|manageReports|manageTickets|generalModeration|viewAuditLog|viewLogs|createReports)$/],
  ["structure", /^(manage(Channels|Groups|Roles|Members|Invites|Emojis)|create(Category|Group)|updateGroup\w+|viewGroup)$/],
  ["server", /^(administrator|manage\w+|redeemKey)$/],
  ["other", /./],
];
const TITLES = { messages: "sectionMessages", moderation: "sectionModeration", structure: "sectionStructure", server: "sectionServer", other: "sectionOther" } as const;

type State = "deny" | "inherit" | "allow";

interface Props {
  catalogue: Permission[];
  values: Values;
  saved: Values;
  /** In groups and channels a present 0 denies. */
  isOverride?: boolean;
  /** Where an answer comes from that is not set here. */
  inherited: (key: string) => string;
  onChange: (values: Values) => void;
}

export function stateOf(value: number | string | undefined, isOverride: boolean): State {
  if (value === 1) return "allow";
  return value === -1 || (value === 0 && isOverride) ? "deny" : "inherit";
}

function Tri({ label, state, onChange }: { label: string; state: State; onChange: (state: State) => void }) {
  const all: [State, string][] = [["deny", ts("deny")], ["inherit", ts("inherit")], ["allow", ts("allow")]];
  return (
    <div
      class="tri"
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[readingKey(event.key)];
        if (!step) return;
        event.preventDefault();
        const next = all[(all.findIndex(([known]) => known === state) + step + all.length) % all.length];
        if (!next) return;
        onChange(next[0]);
        event.currentTarget.querySelectorAll<HTMLElement>("button")[all.indexOf(next)]?.focus();
      }}
    >
      {all.map(([key, text]) => (
        <button key={key} type="button" class={key} role="radio" aria-checked={state === key} aria-label={text} title={text} tabIndex={state === key ? 0 : -1} onClick={() => onChange(key)}>
          {key === "inherit" ? <Icon paths={moreIcons.minus} /> : <Icon name={key === "deny" ? "x" : "check"} />}
          <span>{text}</span>
        </button>
      ))}
    </div>
  );
}

export function Permissions({ catalogue, values, saved, isOverride = false, inherited, onChange }: Props) {
  const [query, setQuery] = useState("");
  const [onlySet, setOnlySet] = useState(false);
  const wanted = query.trim().toLowerCase();
  const shown = catalogue.filter(
    ({ key, name, description }) => (!wanted || `${key} ${said(name)} ${said(description)}`.toLowerCase().includes(wanted)) && (!onlySet || key in values || key in saved),
  );
  const sectionOf = (key: string) => SECTIONS.find(([, fits]) => fits.test(key))?.[0] ?? "other";
  const set = (key: string, value: number | string | undefined) => {
    const { [key]: _, ...others } = values;
    onChange(value === undefined ? others : { ...others, [key]: value });
  };
  return (
    <>
      <div class="row find-row">
        <label class="input search grow">
          <Icon name="search" small />
          <input type="text" role="searchbox" value={query} placeholder={ts("findPermission")} aria-label={ts("findPermission")} onInput={(event) => setQuery(event.currentTarget.value)} />
        </label>
        <div class="seg" role="group">
          <button type="button" aria-pressed={!onlySet} onClick={() => setOnlySet(false)}>{ts("all")}</button>
          <button type="button" aria-pressed={onlySet} onClick={() => setOnlySet(true)}>{ts("setHere")}</button>
        </div>
      </div>
      {SECTIONS.map(([section]) => {
        const own = shown.filter(({ key }) => sectionOf(key) === section);
        if (!own.length) return null;
        return (
          <section key={section} aria-label={ts(TITLES[section])}>
            <h3 class="perm-h">{ts(TITLES[section])}</h3>
            {own.map(({ key, name: label, description: words, isNumber }) => {
              const [name, description] = [said(label), said(words)];
              const state = stateOf(values[key], isOverride);
              const isChanged = values[key] !== saved[key];
              return (
                <div key={key} class={isChanged ? "perm changed" : "perm"} data-testid={`permission-${key}`}>
                  <div>
                    <b>{name}</b>
                    {description && description !== name && <p>{description}</p>}
                    {!isNumber && state === "inherit" && (
                      <span class="eff">
                        <Icon paths={moreIcons["corner-down-right"]} />
                        {inherited(key)}
                      </span>
                    )}
                  </div>
                  <div class="tri-cell">
                    {isNumber ? (
                      <label class="input number">
                        <input type="number" min={0} max={1_000_000} aria-label={name} value={String(values[key] ?? "")} onInput={(event) => set(key, event.currentTarget.value === "" ? undefined : Math.max(0, Math.round(Number(event.currentTarget.value))))} />
                        <span class="muted">{ts("megabytes")}</span>
                      </label>
                    ) : (
                      <Tri label={name} state={state} onChange={(next) => set(key, next === "inherit" ? undefined : next === "allow" ? 1 : -1)} />
                    )}
                  </div>
                </div>
              );
            })}
          </section>
        );
      })}
    </>
  );
}
