// Other servers: which of them this one shows to people, and which it has nothing to do with.
import { useEffect, useState } from "preact/hooks";
import { tm } from "../../i18n/moderation";
import { Avatar } from "../../ui/Avatar";
import { dateTimeOf } from "../../ui/dates";
import { decode, plain } from "../../ui/html";
import { moreIcons } from "../../ui/moreIcons";
import { change, load } from "./api";
import { Empty, Page } from "./parts";

const STATUSES = ["verified", "pending", "blocked"] as const;
type Status = (typeof STATUSES)[number];

interface WireServer {
  id: number;
  address: string;
  status: Status;
  /** JSON. */
  data: string;
  last_sync: number | null;
}

interface Server {
  address: string;
  status: Status;
  name: string;
  about: string;
  seen: number | null;
}

function read({ address, status, data, last_sync: seen }: WireServer): Server {
  let info: { name?: unknown; about?: unknown } = {};
  try {
    info = (JSON.parse(data) as { serverinfo?: typeof info }).serverinfo ?? {};
  } catch {
    // What it says of itself cannot be read: the address is enough.
  }
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return { address, status, name: decode(text(info.name)) || address, about: plain(text(info.about)), seen };
}

export function Network() {
  const [servers, setServers] = useState<Server[] | null>(null);
  const fetchAll = async () => {
    const answer = await load<{ servers?: WireServer[] }>("getNetworkServers");
    if (answer) setServers((answer.servers ?? []).map(read));
  };
  useEffect(() => void fetchAll(), []);
  const decide = async (address: string, status: string) => {
    await change("changeNetworkServerStatus", { address, status });
    await fetchAll();
  };
  return (
    <Page title={tm("network")} lead={tm("networkLead")} isWide>
      {servers?.length === 0 && <Empty icon={moreIcons.globe} title={tm("networkNone")} hint={tm("networkNoneHint")} />}
      {servers !== null && servers.length > 0 && (
        <div class="card table-card">
          <table class="tbl">
            <thead>
              <tr>
                <th>{tm("networkServer")}</th>
                <th>{tm("networkAbout")}</th>
                <th>{tm("networkSeen")}</th>
                <th>{tm("networkStatus")}</th>
              </tr>
            </thead>
            <tbody>
              {servers.map(({ address, status, name, about, seen }) => (
                <tr key={address} data-testid="server-row">
                  <td>
                    <div class="row">
                      <Avatar id={address} name={name} isGroup />
                      <span><b>{name}</b>{name !== address && <small>{address}</small>}</span>
                    </div>
                  </td>
                  <td data-l={tm("networkAbout")}>{about}</td>
                  <td data-l={tm("networkSeen")} class="num">{seen ? dateTimeOf(seen) : tm("never")}</td>
                  <td data-l={tm("networkStatus")}>
                    <select class="input" aria-label={tm("networkStatusOf", { name: address })} value={status} data-testid="server-status" onChange={(event) => void decide(address, event.currentTarget.value)}>
                      {STATUSES.map((key) => <option key={key} value={key}>{tm(key)}</option>)}
                    </select>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Page>
  );
}
