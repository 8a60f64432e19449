// Other servers for those who look after them: the list, one of them in detail, bans that others recommend, and what
// this server does in the network.
import { useEffect, useState } from "preact/hooks";
import { tm } from "../../i18n/moderation";
import { tn } from "../../i18n/network";
import { Avatar } from "../../ui/Avatar";
import { format } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { iconPaths } from "../../ui/icons";
import { moreIcons } from "../../ui/moreIcons";
import { fullTime, shortTime } from "../../ui/time";
import { change, load } from "../settings/api";
import { Empty, Page, SearchField, Tabs } from "../settings/parts";
import { mayLeave } from "../settings/draft";
import { askQuietly } from "./asking";
import { NetworkSettings } from "./NetworkSettings";
import { NodeView } from "./NodeView";
import { readServer, readState, type Server, type State, STATUSES, type Status, type WireServer } from "./nodes";
import { Recommendations } from "./Recommendations";
import { Trust } from "./Trust";
import "../../styles/board.css";
import "../../styles/network.css";

/** Days are enough in the list; the hour is in the details. */
const dayOf = format({ dateStyle: "medium" });

type Tab = "list" | "recommended" | "about";

interface Props {
  /** The address of the one that is shown in detail. */
  id: string | undefined;
  onOpen: (id: string | undefined) => void;
}

export function Network({ id, onOpen }: Props) {
  const [servers, setServers] = useState<Server[] | null>(null);
  const [isFailed, setFailed] = useState(false);
  const [state, setState] = useState<State | null>(null);
  const [tab, setTab] = useState<Tab>("list");
  const fetchAll = async () => {
    const answer = await load<{ servers?: WireServer[] }>("getNetworkServers");
    setFailed(!answer);
    if (answer) setServers((answer.servers ?? []).map(readServer));
  };
  const fetchState = async () => {
    const answer = await askQuietly<Record<string, unknown>>("getNetworkState");
    if (answer) setState(readState(answer));
  };
  useEffect(() => {
    void fetchAll();
    void fetchState();
  }, []);
  const decide = async (address: string, status: Status) => {
    await change("changeNetworkServerStatus", { address, status });
    await fetchAll();
  };
  if (id) return <NodeView key={id} address={id} onBack={() => onOpen(undefined)} onDecide={decide} onChanged={fetchAll} />;
  const waiting = state?.recommendations ?? 0;
  const go = async (next: string) => {
    if (await mayLeave()) setTab(next as Tab);
  };
  return (
    <Page title={tm("network")} lead={tm("networkLead")} isWide>
      <Tabs names={[["list", tn("tabList")], ["recommended", waiting > 0 ? tn("tabRecommendedCount", { n: waiting }) : tn("tabRecommended")], ["about", tn("tabAbout")]]} current={tab} onChange={(next) => void go(next)} />
      {tab === "list" && <List servers={servers} isFailed={isFailed} onRetry={() => void fetchAll()} onOpen={onOpen} onDecide={decide} />}
      {tab === "recommended" && <Recommendations onChanged={() => void fetchState()} />}
      {tab === "about" && <NetworkSettings state={state} onSaved={fetchState} />}
    </Page>
  );
}

interface ListProps {
  servers: Server[] | null;
  isFailed: boolean;
  onRetry: () => void;
  onOpen: (address: string) => void;
  onDecide: (address: string, status: Status) => Promise<void>;
}

const COUNTS = { all: "countAll", verified: "countVerified", pending: "countPending", blocked: "countBlocked" } as const;
type Which = keyof typeof COUNTS;

function List({ servers, isFailed, onRetry, onOpen, onDecide }: ListProps) {
  const [which, setWhich] = useState<Which>("all");
  const [words, setWords] = useState("");
  if (servers === null) {
    return isFailed ? (
      <div class="empty" role="alert">
        <span class="ft"><Icon name="cloud-off" /></span>
        <b>{tn("listFailed")}</b>
        <button type="button" class="btn" onClick={onRetry}><Icon name="refresh-cw" small />{tn("again")}</button>
      </div>
    ) : null;
  }
  if (servers.length === 0) return <Empty icon={moreIcons.globe} title={tm("networkNone")} hint={tm("networkNoneHint")} />;
  const of = (name: Which) => servers.filter(({ status }) => name === "all" || status === name);
  const query = words.trim().toLowerCase();
  const shown = of(which).filter(({ name, address, about }) => `${name} ${address} ${about}`.toLowerCase().includes(query));
  return (
    <>
      <div class="row find-row net-find">
        <div class="seg" role="group" aria-label={tm("networkStatus")}>
          {(Object.keys(COUNTS) as Which[]).map((name) => <button key={name} type="button" aria-pressed={which === name} data-testid={`network-${name}`} onClick={() => setWhich(name)}>{tn(COUNTS[name], { n: of(name).length })}</button>)}
        </div>
        <span class="grow" />
        <SearchField label={tn("find")} hint={tn("findHint")} value={words} testId="network-find" onInput={setWords} />
      </div>
      {shown.length === 0 && (query ? <Empty icon={iconPaths("search")} title={tn("nothingFound", { words: words.trim() })} hint={tn("nothingFoundHint")} /> : <Empty icon={moreIcons.globe} title={tn("noneOfThese")} hint={tn("noneOfTheseHint")} />)}
      {shown.length > 0 && (
        <div class="card table-card">
          <table class="tbl net">
            <thead>
              <tr>
                <th>{tm("networkServer")}</th>
                <th>{tm("networkAbout")}</th>
                <th>{tn("trust")}</th>
                <th>{tm("networkSeen")}</th>
                <th>{tm("networkStatus")}</th>
              </tr>
            </thead>
            <tbody>{shown.map((server) => <Row key={server.address} server={server} onOpen={onOpen} onDecide={onDecide} />)}</tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Row({ server, onOpen, onDecide }: { server: Server; onOpen: (address: string) => void; onDecide: ListProps["onDecide"] }) {
  const { address, name, about, seen, status, trust, newKey, blockedUntil } = server;
  return (
    <tr data-testid="server-row">
      <td>
        <button type="button" class="row server-open" aria-label={tn("details", { name })} data-testid="server-details" onClick={() => onOpen(address)}>
          <Avatar id={address} name={name} isGroup />
          <span class="grow">
            <b dir="auto">{name}</b>
            {name !== address && <small>{address}</small>}
          </span>
          <Icon name="chevron-right" small />
        </button>
      </td>
      <td data-l={tm("networkAbout")}>{about && <span class="about-cell" dir="auto">{about}</span>}</td>
      <td data-l={tn("trust")}>
        <span class="marks-cell">
          <Trust trust={trust} />
          {newKey && <span class="mark warn"><Icon paths={moreIcons["key-round"]} />{tn("newKeyMark")}</span>}
          {blockedUntil !== null && <span class="mark bad"><Icon name="ban" />{tn("pausedUntil", { date: dayOf(blockedUntil) })}</span>}
        </span>
      </td>
      <td data-l={tm("networkSeen")} class="num">{seen ? <time dateTime={new Date(seen).toISOString()} title={fullTime(seen)}>{shortTime(seen)}</time> : tm("never")}</td>
      <td data-l={tm("networkStatus")}>
        <StatusChoice address={address} status={status} onDecide={onDecide} />
      </td>
    </tr>
  );
}

export function StatusChoice({ address, status, onDecide }: { address: string; status: Status; onDecide: ListProps["onDecide"] }) {
  return (
    <select class="input" aria-label={tm("networkStatusOf", { name: address })} value={status} data-testid="server-status" onChange={(event) => void onDecide(address, event.currentTarget.value as Status)}>
      {STATUSES.map((key) => <option key={key} value={key}>{tm(key)}</option>)}
    </select>
  );
}
