// What there is to know of this server: what it says of itself, who runs it, and how to reach them.
import { useEffect, useMemo } from "preact/hooks";
import { to } from "../../i18n/over";
import type { ServerInfo } from "../../protocol/types";
import { loadServer, server } from "../../state/structure";
import { Avatar, pictureUrl } from "../../ui/Avatar";
import { readContent } from "../../ui/content";
import { Dialog } from "../../ui/Dialog";
import { decode, plain } from "../../ui/html";
import { Text } from "../chat/Text";
import { closeDialog } from "./dialogHost";
import "../../styles/about.css";

type Contact = NonNullable<NonNullable<ServerInfo["instance"]>["contact"]>;
/** Names that are the same in every language. */
const WAYS: [Exclude<keyof Contact, "owner">, string][] = [["reddit", "Reddit"], ["discord", "Discord"], ["github", "GitHub"], ["signal", "Signal"]];

/** Addresses can be gone to; everything else is read. */
function Way({ value }: { value: string }) {
  const isAddress = /^https?:\/\/[^\s]+$/i.test(value);
  const isMail = /^[^\s@/:]+@[^\s@/:]+$/.test(value);
  if (!isAddress && !isMail) return <span>{value}</span>;
  return <a href={isMail ? `mailto:${value}` : value} target="_blank" rel="noopener noreferrer nofollow">{value}</a>;
}

/** The number of a version of the network, as its clients write it. */
const versionOf = (version: string) => (/^\d{4}$/.test(version) ? [...version].join(".") : version);

export function About() {
  const info = server.value;
  useEffect(() => void loadServer().catch(() => undefined), []);
  const about = useMemo(() => readContent(info.home?.about ?? ""), [info.home?.about]);
  const contact = info.instance?.contact ?? {};
  const text = (value: string | null | undefined) => decode(value ?? "").trim();
  const ways = ([["owner", to("aboutOwner")], ["email", to("aboutMail")], ["website", to("aboutSite")], ...WAYS] as [keyof Contact, string][]).map(([key, label]): [string, string] => [label, key === "owner" ? plain(contact.owner?.name ?? "") : text(contact[key])]);
  const facts: [string, string][] = [
    ...(info.slots ? [[to("aboutOnline"), to("aboutPeople", { n: info.slots.online })] as [string, string]] : []),
    [to("aboutJoining"), to(info.registration === false ? "aboutInvited" : "aboutOpen")],
    ...(info.version ? [[to("aboutVersion"), versionOf(String(info.version))] as [string, string]] : []),
  ];
  const banner = pictureUrl(info.home?.banner_url);
  const description = plain(info.description ?? "");
  return (
    <Dialog title={to("aboutTitle", { name: info.name || location.host })} onClose={closeDialog} kind="wide" testId="about">
      <div class="in stack about-server">
        {banner && <img class="about-banner" src={banner} alt="" onError={(event) => event.currentTarget.remove()} />}
        <div class="row">
          <Avatar id={location.host} name={info.name || location.host} icon={info.icon} isGroup size={44} />
          <div class="grow">
            <b>{plain(info.home?.title ?? "") || info.name || location.host}</b>
            <p class="muted">{plain(info.home?.subtitle ?? "") || description}</p>
          </div>
        </div>
        {(about.nodes.textContent?.trim() || about.hasEmojis) && <div class="msg"><div class="body"><Text content={about} /></div></div>}
        <dl>
          {[...facts, ...ways.filter(([, value]) => value)].map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd><Way value={value} /></dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
