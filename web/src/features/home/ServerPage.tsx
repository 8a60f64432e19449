// The page of the server: what it is, who runs it, and how they can be reached.
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { th } from "../../i18n/home";
import type { Contact } from "../../protocol/types";
import { copy } from "../../state/actions";
import { may } from "../../state/permissions";
import { overlay } from "../../state/shown";
import { loadServer, server } from "../../state/structure";
import { pictureUrl } from "../../ui/Avatar";
import { decode } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { contourLines } from "../../ui/lines";
import { moreIcons } from "../../ui/moreIcons";
import { Frame } from "./Frame";
import { isUnwritten, Markup } from "./Markup";
import { EditPage } from "./editing";
import { pageParts } from "./sections";

const LINES = 16;

function Hero() {
  const { name, home = {} } = server.value;
  const lines = useMemo(() => contourLines(name.length * 7919 + name.charCodeAt(0) || 1, LINES), [name]);
  const picture = pictureUrl(home.banner_url);
  const title = isUnwritten(home.title) ? "" : (home.title ?? "");
  return (
    <div class="hero" data-testid="hero">
      <svg viewBox="0 0 1440 900" preserveAspectRatio="none" fill="none" stroke="currentColor" stroke-width="1.3" aria-hidden="true">
        {lines.map((line, at) => <path key={at} d={line} vector-effect="non-scaling-stroke" opacity={0.35 + (at % 4) * 0.15} />)}
      </svg>
      {picture && <img key={picture} src={picture} alt="" onError={(event) => event.currentTarget.remove()} />}
      <div class="hero-in">
        {title ? <Markup as="h2" html={title} /> : <h2>{name}</h2>}
        {!isUnwritten(home.subtitle) && <Markup as="p" html={home.subtitle ?? ""} />}
      </div>
    </div>
  );
}

/** Only addresses that lead to a page; everything else is a name. */
const isAddress = (text: string) => /^https?:\/\/[^\s]+$/i.test(text);

const WAYS = [["website", "website"], ["reddit", "reddit"], ["discord", "discord"], ["github", "github"], ["signal", "signal"]] as const;

function Contacts({ contact }: { contact: Contact }) {
  const { email, owner } = contact;
  const fact = (label: string, value: ComponentChildren) => (
    <div key={label}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
  const mail = decode(email ?? "").trim();
  return (
    <>
      {owner?.name && fact(th("runBy"), decode(owner.name))}
      {mail && fact(th("email"), /^[^\s@]+@[^\s@]+$/.test(mail) ? <a href={`mailto:${encodeURIComponent(mail).replace("%40", "@")}`}>{mail}</a> : mail)}
      {WAYS.map(([key, label]) => {
        const value = decode(contact[key] ?? "").trim();
        if (!value) return null;
        return fact(th(label), isAddress(value) ? <a href={value} target="_blank" rel="noopener noreferrer nofollow">{value.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "")}</a> : value);
      })}
    </>
  );
}

function Facts() {
  const { slots, voip, instance, public_key: key } = server.value;
  return (
    <section class="card" aria-label={th("facts")} data-testid="server-facts">
      <dl class="facts">
        {slots && <div><dt>{th("online")}</dt><dd class="num">{th("onlineCount", { n: slots.online })}</dd></div>}
        {voip !== undefined && <div><dt>{th("voice")}</dt><dd>{th(voip ? "voiceOn" : "voiceOff")}</dd></div>}
        <Contacts contact={instance?.contact ?? {}} />
        <div><dt>{th("software")}</dt><dd>dcts-edge</dd></div>
      </dl>
      {key && (
        <details class="server-key" data-testid="server-key">
          <summary>{th("serverKey")}</summary>
          <pre tabIndex={0}>{key.trim()}</pre>
          <button type="button" class="btn" onClick={() => void copy(key)}><Icon name="copy" small />{th("copyKey")}</button>
        </details>
      )}
    </section>
  );
}

/** The page, with what other parts of the client put on it. */
export function ServerPage() {
  const [isEditing, setEditing] = useState(false);
  // What was changed while nobody looked.
  useEffect(() => void loadServer().catch(() => undefined), []);
  const { home } = server.value;
  const mayEdit = may("manageServer");
  const about = isUnwritten(home?.about) ? "" : (home?.about ?? "");
  const edit = mayEdit && (
    <button type="button" class="btn" data-testid="edit-page" onClick={() => setEditing(true)}>
      <Icon name="pencil" small />
      <span class="hide-phone">{th("editPage")}</span>
      <span class="sr only-phone">{th("editPage")}</span>
    </button>
  );
  const invite = may("manageInvites") && (
    <button type="button" class="btn" data-testid="invite" onClick={() => (overlay.value = { name: "settings", page: "invites" })}>
      <Icon paths={moreIcons["user-plus"]} small />
      {th("invite")}
    </button>
  );
  return (
    <Frame title={th("serverPage")} icon={moreIcons.newspaper} actions={<>{edit}{invite}</>}>
      <div class="page scroll">
        <div class="home-in">
          <Hero />
          <div class="cols">
            <div class="stack">
              {(about || pageParts.main.length === 0) && (
                <section class="card" aria-label={th("about")} data-testid="about">
                  <h3>{th("about")}</h3>
                  {about ? <Markup as="div" html={about} withPictures /> : <p class="muted">{th("aboutEmpty")}</p>}
                </section>
              )}
              {pageParts.main.map((Part, at) => <Part key={at} />)}
            </div>
            <aside class="stack" aria-label={th("facts")}>
              <Facts />
              {pageParts.side.map((Part, at) => <Part key={at} />)}
            </aside>
          </div>
        </div>
      </div>
      {isEditing && <EditPage onClose={() => setEditing(false)} />}
    </Frame>
  );
}
