// One server in detail: its score and how it came about, its key, and what we decide about it.
import { useEffect, useId, useState } from "preact/hooks";
import { t } from "../../i18n";
import { tm } from "../../i18n/moderation";
import { tn } from "../../i18n/network";
import { copy } from "../../state/actions";
import { confirm } from "../../ui/Confirm";
import { dateTimeOf } from "../../ui/dates";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { change, load } from "../settings/api";
import { Page } from "../settings/parts";
import { StatusChoice } from "./Admin";
import { type Change, grouped, lineOf, nodeIdOf, readLog, readServer, scoreOver, type Server, type Status, type WireServer } from "./nodes";
import { linkTo } from "./servers";
import { Trust } from "./Trust";
import { kindText, reasonText } from "./words";

interface Evidence {
  kind: string;
  eventId: string;
  at: number | null;
}

interface Detail {
  server: Server;
  log: Change[];
  evidence: Evidence[];
}

interface Answer {
  server?: WireServer;
  log?: unknown;
  evidence?: unknown;
}

const readEvidence = (rows: unknown): Evidence[] =>
  (Array.isArray(rows) ? rows : []).map((row: Record<string, unknown>) => ({ kind: String(row?.kind ?? ""), eventId: String(row?.eventId ?? ""), at: Number(row?.at) || null }));

interface Props {
  address: string;
  onBack: () => void;
  onDecide: (address: string, status: Status) => Promise<void>;
  /** The list has to be read again. */
  onChanged: () => Promise<void>;
}

export function NodeView({ address, onBack, onDecide, onChanged }: Props) {
  const [detail, setDetail] = useState<Detail | null>(null);
  const read = async () => {
    const answer = await load<Answer>("getNetworkNode", { address });
    if (!answer?.server) return onBack();
    setDetail({ server: readServer(answer.server), log: readLog(answer.log), evidence: readEvidence(answer.evidence) });
  };
  useEffect(() => void read(), [address]);
  const again = async () => {
    await read();
    await onChanged();
  };
  const name = detail?.server.name ?? address;
  const decide = async (of: string, status: Status) => {
    await onDecide(of, status);
    await read();
  };
  return (
    <Page
      title={name}
      {...(name !== address && { lead: address })}
      isWide
      actions={
        <>
          <button type="button" class="btn quiet hide-phone" data-testid="node-back" onClick={onBack}><Icon paths={moreIcons["arrow-left"]} small />{tn("allServers")}</button>
          <a class="btn" href={linkTo(address)} target="_blank" rel="noopener noreferrer nofollow">{tn("open")}<Icon name="external-link" small /></a>
        </>
      }
    >
      {detail && (
        <div class="node" data-testid="node">
          {detail.server.newKey && <NewKey server={detail.server} onAccepted={again} />}
          <div class="node-cols">
            <div class="stack">
              <Score {...detail} />
              <Log {...detail} />
            </div>
            <div class="stack">
              <Decision server={detail.server} onDecide={decide} onChanged={again} />
              <Key server={detail.server} />
            </div>
          </div>
        </div>
      )}
      <span class="sr" role="status">{detail ? "" : t("loading")}</span>
    </Page>
  );
}

const WIDTH = 600;
const HEIGHT = 140;
/** From here on a node is listened to. */
const HEARD = 40;

function Score({ server, log }: Detail) {
  const { trust } = server;
  if (trust === null) {
    return (
      <section class="card card-in" aria-label={tn("trust")}>
        <h2>{tn("trust")}</h2>
        <p class="muted">{tn("noNodeLead")}</p>
      </section>
    );
  }
  const points = scoreOver(log, { time: Date.now(), score: trust });
  const line = lineOf(points, WIDTH, HEIGHT);
  const first = points[0];
  return (
    <section class="card card-in" aria-label={tn("trust")}>
      <div class="row">
        <h2 class="grow">{tn("trust")}</h2>
        <Trust trust={trust} />
      </div>
      {log.length > 0 && first && (
        <figure class="score">
          <svg viewBox={`0 -4 ${WIDTH} ${HEIGHT + 8}`} preserveAspectRatio="none" role="img" aria-label={tn("scoreLine", { n: log.length, from: first.score, to: trust })} data-testid="score-line">
            {[0, HEARD, 100].map((score) => <line key={score} class={score === HEARD ? "heard" : "edge"} x1="0" x2={WIDTH} y1={(1 - score / 100) * HEIGHT} y2={(1 - score / 100) * HEIGHT} vector-effect="non-scaling-stroke" />)}
            <polyline points={line} vector-effect="non-scaling-stroke" />
          </svg>
          <div class="scale" aria-hidden="true"><span>100</span><span style="top:60%">40</span><span>0</span></div>
          <figcaption class="hint">
            <span>{dateTimeOf(first.time)}</span>
            <span>{tn("today")}</span>
          </figcaption>
        </figure>
      )}
      <p class="hint">{tn(log.length > 0 ? "scoreHint" : "scoreNoChange")}</p>
    </section>
  );
}

/** A change with its sign. */
const signed = (delta: number) => new Intl.NumberFormat(document.documentElement.lang || undefined, { signDisplay: "exceptZero", maximumFractionDigits: 2 }).format(delta).replace("-", "−");

function Log({ log, evidence, server }: Detail) {
  if (log.length === 0 && server.trust === null) return null;
  /** What the evidence of a change shows, as the node sums it up. */
  const shows = ({ eventId, time }: Change) => {
    const found = evidence.find((proof) => proof.eventId === eventId && proof.at === time);
    return found ? kindText(found.kind) : "";
  };
  return (
    <section class="card card-in" aria-label={tn("why")}>
      <h2>{tn("why")}</h2>
      {log.length === 0 ? <p class="muted">{tn("logEmpty")}</p> : (
        <ol class="trust-log">
          {log.map((entry, at) => (
            <li key={at} data-testid="trust-entry">
              <div class="row">
                <span class="grow">{reasonText(entry.reason)}</span>
                {entry.delta !== 0 && <b class={entry.delta < 0 ? "num minus" : "num plus"}>{signed(entry.delta)}</b>}
              </div>
              <time class="small muted" dateTime={new Date(entry.time).toISOString()}>{dateTimeOf(entry.time)}</time>
              {entry.evidence && (
                <details>
                  <summary>{shows(entry) ? tn("evidenceOf", { what: shows(entry) }) : tn("evidence")}</summary>
                  <pre tabIndex={0}>{entry.evidence}</pre>
                </details>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Decision({ server, onDecide, onChanged }: { server: Server; onDecide: Props["onDecide"]; onChanged: () => Promise<void> }) {
  const { address, status, trust, isDecided, blockedReason, blockedUntil, heard, seen } = server;
  const [typed, setTyped] = useState("");
  const [isWrong, setWrong] = useState(false);
  const id = useId();
  const save = async (event: Event) => {
    event.preventDefault();
    const isFine = /^\d{1,3}$/.test(typed.trim()) && Number(typed) <= 100;
    setWrong(!isFine);
    if (!isFine || !(await change("setNodeTrust", { address, trust: Number(typed) }))) return;
    setTyped("");
    await onChanged();
  };
  return (
    <section class="card card-in stack" aria-label={tn("decision")}>
      <h2>{tn("decision")}</h2>
      {blockedUntil !== null && <div class="note bad"><Icon name="ban" /><span>{tn("pausedLead", { date: dateTimeOf(blockedUntil), reason: reasonText(blockedReason) })}</span></div>}
      <StatusChoice address={address} status={status} onDecide={onDecide} />
      <p class="hint">{tn(status === "verified" ? "statusVerified" : status === "blocked" ? "statusBlocked" : "statusPending")} {tn(isDecided ? "decided" : "notDecided")}</p>
      {trust !== null && (
        <form class="field" noValidate onSubmit={save}>
          <label for={id}>{tn("setTrust")}</label>
          <div class="row set-trust">
            <div class={isWrong ? "input grow bad" : "input grow"}>
              <input
                id={id}
                type="number"
                min={0}
                max={100}
                autoComplete="off"
                placeholder={String(trust)}
                value={typed}
                aria-invalid={isWrong}
                aria-describedby={`${id}-hint`}
                data-testid="trust-value"
                onInput={(event) => {
                  setWrong(false);
                  setTyped(event.currentTarget.value);
                }}
              />
            </div>
            <button type="submit" class="btn" data-testid="trust-set">{tn("set")}</button>
          </div>
          <span class={isWrong ? "hint bad" : "hint"} id={`${id}-hint`} role={isWrong ? "alert" : undefined}>{tn(isWrong ? "setTrustWrong" : "setTrustHint")}</span>
        </form>
      )}
      <dl class="facts">
        <div><dt>{tm("networkSeen")}</dt><dd class="num">{seen ? dateTimeOf(seen) : tm("never")}</dd></div>
        {trust !== null && <div><dt>{tn("heard")}</dt><dd class="num">{heard ? dateTimeOf(heard) : tm("never")}</dd></div>}
      </dl>
    </section>
  );
}

/** An id in groups that can be read aloud. */
function Fingerprint({ id, label }: { id: string; label: string }) {
  const heading = useId();
  return (
    <div class="stack node-id">
      <span class="label" id={heading}>{label}</span>
      <p class="fp" role="group" aria-labelledby={heading}>{grouped(id).map((group, at) => <span key={at}>{group}</span>)}</p>
    </div>
  );
}

function Key({ server: { key, nodeId, newKey } }: { server: Server }) {
  if (!key) return null;
  return (
    <section class="card card-in stack" aria-label={tn("key")}>
      <div class="row">
        <h2 class="grow">{tn("key")}</h2>
        <span class={newKey ? "mark warn" : "mark ok"}><Icon paths={moreIcons["key-round"]} />{tn(newKey ? "newKeyMark" : "keyKnown")}</span>
      </div>
      <Fingerprint id={nodeId || nodeIdOf(key)} label={tn("nodeId")} />
      <button type="button" class="btn" data-testid="copy-node-id" onClick={() => void copy(nodeId || nodeIdOf(key))}><Icon name="copy" small />{tn("copyId")}</button>
      <div class="row key-line">
        <code class="grow cut" title={key} data-testid="node-key">{key}</code>
        <button type="button" class="ib" aria-label={tn("copyKey")} title={tn("copyKey")} data-testid="copy-key" onClick={() => void copy(key)}><Icon name="copy" /></button>
      </div>
      <p class="hint">{tn("keyHint")}</p>
    </section>
  );
}

function NewKey({ server: { address, name, key, nodeId, newKey }, onAccepted }: { server: Server; onAccepted: () => Promise<void> }) {
  const [isBusy, setBusy] = useState(false);
  const both = (
    <div class="stack">
      <Fingerprint id={nodeId || nodeIdOf(key)} label={tn("oldKey")} />
      <Fingerprint id={nodeIdOf(newKey)} label={tn("newKey")} />
    </div>
  );
  const accept = async () => {
    if (!(await confirm({ title: tn("acceptQuestion", { name }), text: tn("acceptLead"), verb: tn("accept"), detail: both }))) return;
    setBusy(true);
    if (await change("acceptNodeKey", { address, key: newKey })) await onAccepted();
    setBusy(false);
  };
  return (
    <section class="card card-in stack key-change" aria-label={tn("keyChanged")} data-testid="key-change">
      <div class="note warn">
        <Icon paths={moreIcons["key-round"]} />
        <span>
          <b>{tn("keyChanged")}</b> {tn("keyChangedLead", { address })}
        </span>
      </div>
      <ul class="bullets">
        <li>{tn("keyChangedFine")}</li>
        <li>{tn("keyChangedBad")}</li>
        <li>{tn("keyChangedAsk")}</li>
      </ul>
      <div class="two-keys">
        <Fingerprint id={nodeId || nodeIdOf(key)} label={tn("oldKey")} />
        <Fingerprint id={nodeIdOf(newKey)} label={tn("newKey")} />
      </div>
      <div class="row">
        <button type="button" class="btn danger" aria-busy={isBusy} data-testid="accept-key" onClick={() => void accept()}>{tn("accept")}</button>
        <button type="button" class="btn quiet" onClick={() => void copy(nodeIdOf(newKey))}><Icon name="copy" small />{tn("copyNewId")}</button>
      </div>
    </section>
  );
}
