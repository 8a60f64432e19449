// The other servers that this one lists, for everybody: found, kept as favourites, opened, submitted.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { t } from "../../i18n";
import { t as tg } from "../../i18n/background";
import { tn } from "../../i18n/network";
import { Avatar } from "../../ui/Avatar";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { toast } from "../../state/ui";
import { Frame } from "../home/Frame";
import { arrange, type Answer, favourites, fetchServers, fits, hostOf, type Listed, linkTo, type Refusal, setFavourite, submit } from "./servers";
import "../../styles/forms.css";
import "../../styles/settings.css";
import "../../styles/network.css";

type Which = "all" | "favourites";
const WHICH: Which[] = ["all", "favourites"];

export function ServerList() {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [words, setWords] = useState("");
  const [which, setWhich] = useState<Which>("all");
  const [isSubmitting, setSubmitting] = useState(false);
  const load = async () => {
    setAnswer(null);
    setAnswer(await fetchServers());
  };
  useEffect(() => void load(), []);
  const kept = favourites.value;
  const all = arrange(typeof answer === "object" && answer ? answer.servers : [], kept);
  const groups = { all, favourites: all.filter(({ address }) => address in kept) };
  const shown = groups[which].filter((server) => fits(server, words.trim()));
  const isFound = answer !== null && answer !== "failed";
  return (
    <Frame
      title={tg("otherServers")}
      icon={moreIcons.globe}
      actions={answer !== "off" && (
        <button type="button" class="btn" data-testid="submit-server" onClick={() => setSubmitting(true)}>
          <Icon name="plus" small />
          <span class="hide-phone">{tn("submit")}</span>
          <span class="sr only-phone">{tn("submit")}</span>
        </button>
      )}
    >
      <div class="page scroll" aria-busy={answer === null}>
        <div class="wrap wide servers" data-testid="servers">
          {answer !== "off" && <p class="muted servers-lead">{tn("listLead")}</p>}
          {all.length > 0 && (
            <div class="row find-row">
              <div class="seg" role="group" aria-label={tn("whichServers")}>
                {WHICH.map((name) => (
                  <button key={name} type="button" aria-pressed={which === name} data-testid={`servers-${name}`} onClick={() => setWhich(name)}>
                    {tn(name, { n: groups[name].length })}
                  </button>
                ))}
              </div>
              <label class="input search grow">
                <Icon name="search" small />
                <input type="search" aria-label={tn("find")} placeholder={tn("findHint")} value={words} data-testid="servers-find" onInput={(event) => setWords(event.currentTarget.value)} />
              </label>
            </div>
          )}
          {answer === null && all.length === 0 && <Loading />}
          {answer === "failed" && (
            <div class={all.length ? "note bad" : "empty"} role="alert" data-testid="servers-failed">
              {all.length ? <Icon name="circle-alert" /> : <span class="ft"><Icon name="cloud-off" /></span>}
              <b>{tn("listFailed")}</b>
              {all.length === 0 && <p>{t("loadFailedHint")}</p>}
              <button type="button" class="btn" onClick={() => void load()}><Icon name="refresh-cw" small />{t("tryAgain")}</button>
            </div>
          )}
          {answer === "off" && <Nothing title={tn("listOff")} hint={tn("listOffHint")} />}
          {isFound && answer !== "off" && all.length === 0 && (
            <Nothing title={tn("listEmpty")} hint={tn("listEmptyHint")}>
              <button type="button" class="btn" onClick={() => setSubmitting(true)}><Icon name="plus" small />{tn("submit")}</button>
            </Nothing>
          )}
          {all.length > 0 && shown.length === 0 && isFound && (words.trim() ? <Nothing title={tn("nothingFound", { words: words.trim() })} hint={tn("nothingFoundHint")} /> : <Nothing title={tn("noFavourites")} hint={tn("noFavouritesHint")} />)}
          {shown.length > 0 && <ul class="server-cards" aria-label={tg("otherServers")}>{shown.map((server) => <Card key={server.address} server={server} isFavourite={server.address in kept} />)}</ul>}
          <span class="sr" role="status">{answer === null ? t("loading") : words.trim() ? tn("foundCount", { n: shown.length }) : ""}</span>
        </div>
      </div>
      {isSubmitting && <Submit onClose={() => setSubmitting(false)} />}
    </Frame>
  );
}

function Nothing({ title, hint, children }: { title: string; hint: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <span class="ft"><Icon paths={moreIcons.globe} /></span>
      <b>{title}</b>
      <p>{hint}</p>
      {children}
    </div>
  );
}

const Loading = () => (
  <ul class="server-cards" aria-hidden="true">
    {[0, 1, 2].map((at) => (
      <li key={at} class="card server-card sk-row">
        <div class="row"><div class="sk" style="width:44px;height:44px" /><div class="grow"><div class="sk" style="width:60%" /></div></div>
        <div class="sk" style="width:90%" />
        <div class="sk" style="width:70%" />
      </li>
    ))}
  </ul>
);

function Card({ server, isFavourite }: { server: Listed; isFavourite: boolean }) {
  const { address, name, about, icon, online } = server;
  const id = useId();
  return (
    <li class="card server-card" data-testid="server-card" aria-labelledby={id}>
      <div class="row">
        <Avatar id={address} name={name} icon={icon} isGroup size={44} />
        <div class="grow">
          <h2 id={id} class="cut" dir="auto" title={name}>{name}</h2>
          {name !== address && <p class="small muted cut" title={address}>{address}</p>}
        </div>
        <button type="button" class="ib star" aria-pressed={isFavourite} aria-label={tn("favouriteOf", { name })} title={tn(isFavourite ? "unfavourite" : "favourite")} data-testid="favourite" onClick={() => setFavourite(server, !isFavourite)}>
          <Icon paths={moreIcons.star} />
        </button>
      </div>
      <p class={about ? "about-server" : "about-server faint"} dir="auto">{about || tn("noAbout")}</p>
      <div class="row">
        <span class="grow small muted num">{online !== null && tn("onlineThere", { n: online })}</span>
        <a class="btn" href={linkTo(address)} target="_blank" rel="noopener noreferrer nofollow" aria-label={tn("openServer", { name })} data-testid="open-server">
          {tn("open")}
          <Icon name="external-link" small />
        </a>
      </div>
    </li>
  );
}

function Submit({ onClose }: { onClose: () => void }) {
  const [address, setAddress] = useState("");
  const [trouble, setTrouble] = useState<Refusal | null>(null);
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const send = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    const host = hostOf(address);
    const refusal = await submit(host);
    setBusy(false);
    if (refusal) return setTrouble(refusal);
    toast("ok", tn("submitted"), tn("submittedHint", { host }));
    onClose();
  };
  return (
    <Dialog title={tn("submit")} onClose={onClose} testId="submit-dialog">
      <form onSubmit={send} noValidate>
        <div class="in stack">
          <p class="muted">{tn("submitLead")}</p>
          <div class="field">
            <label for={id}>{tn("address")}</label>
            <div class={trouble ? "input bad" : "input"}>
              <input
                id={id}
                type="text"
                inputMode="url"
                autoComplete="off"
                autoCapitalize="none"
                spellcheck={false}
                maxLength={300}
                placeholder="chat.example.org"
                value={address}
                aria-invalid={trouble !== null}
                aria-describedby={`${id}-why`}
                data-autofocus
                data-testid="submit-address"
                onInput={(typed) => {
                  setTrouble(null);
                  setAddress(typed.currentTarget.value);
                }}
              />
            </div>
            <span class={trouble ? "hint bad" : "hint"} id={`${id}-why`} role={trouble ? "alert" : undefined} data-testid="submit-trouble">{tn(trouble ?? "submitHint")}</span>
          </div>
        </div>
        <footer>
          <button type="button" class="btn" onClick={onClose}>{t("cancel")}</button>
          <button type="submit" class="btn primary" aria-busy={isBusy} data-testid="submit-do">{isBusy && <span class="spin" />}{tn("submitDo")}</button>
        </footer>
      </form>
    </Dialog>
  );
}
