// Against spam: how many requests, how much writing, and what is usual in a channel.
import { useEffect, useState } from "preact/hooks";
import { tm } from "../../i18n/moderation";
import { ts } from "../../i18n/settings";
import { may } from "../../state/permissions";
import { channels, room } from "../../state/structure";
import { load } from "../settings/api";
import { useDraft } from "../settings/draft";
import { Page, SaveBar, SelectField, TextField } from "../settings/parts";
import { type InfoForm, pick, useInfo } from "../settings/serverInfo";
import { Chart } from "./Chart";

export function Limits() {
  // The node tells the settings only to those who may change them.
  return may("manageServer") ? <WithSettings /> : <Page title={ts("limits")}><Charts /></Page>;
}

function WithSettings() {
  const { info, save } = useInfo();
  return info ? <LimitsForm info={info} save={save} /> : <Page title={ts("limits")}>{null}</Page>;
}

function LimitsForm({ info, save }: InfoForm) {
  const moderation = info.moderation;
  const actions = moderation?.ratelimit?.actions;
  const { value, changed, set, reset } = useDraft({
    slowmode: String(actions?.user_slowmode ?? 0),
    duration: actions?.user_slowmode_duration ?? "",
    stop: String(actions?.ratelimit ?? 0),
    history: moderation?.ratelimit?.record_history ?? "",
    rateLimit: String(info.rateLimit ?? ""),
    dropInterval: String(info.dropInterval ?? ""),
    ipBan: moderation?.bans?.ipBanDuration ?? "",
  });
  const ofActions = (next: object) => ({ moderation: { ratelimit: { actions: next } } });
  const submit = () =>
    save(
      pick(value, changed, {
        slowmode: ({ slowmode }) => ofActions({ user_slowmode: Number(slowmode) }),
        duration: ({ duration }) => ofActions({ user_slowmode_duration: duration }),
        stop: ({ stop }) => ofActions({ ratelimit: Number(stop) }),
        history: ({ history }) => ({ moderation: { ratelimit: { record_history: history } } }),
        rateLimit: ({ rateLimit }) => ({ rateLimit: Number(rateLimit) }),
        dropInterval: ({ dropInterval }) => ({ dropInterval: Number(dropInterval) }),
        ipBan: ({ ipBan }) => ({ moderation: { bans: { ipBanDuration: ipBan } } }),
      }),
    );
  return (
    <Page title={ts("limits")}>
      <div class="form stack">
        <h2>{tm("perPerson")}</h2>
        <TextField label={ts("slowmode")} type="number" value={value.slowmode} hint={ts("slowmodeHint")} testId="slow-mode-factor" onInput={(slowmode) => set({ slowmode })} />
        <TextField label={ts("slowmodeFor")} value={value.duration} hint={ts("slowmodeForHint")} onInput={(duration) => set({ duration })} />
        <TextField label={ts("chatLimit")} type="number" value={value.stop} hint={ts("chatLimitHint")} onInput={(stop) => set({ stop })} />
        <TextField label={tm("history")} value={value.history} hint={tm("historyHint")} testId="slow-mode-history" onInput={(history) => set({ history })} />
        <h2>{tm("perAddress")}</h2>
        <TextField label={ts("rateLimit")} type="number" value={value.rateLimit} hint={ts("rateLimitHint")} onInput={(rateLimit) => set({ rateLimit })} />
        <TextField label={ts("dropInterval")} type="number" value={value.dropInterval} onInput={(dropInterval) => set({ dropInterval })} />
        <TextField label={tm("ipBan")} value={value.ipBan} hint={tm("ipBanHint")} testId="ip-ban" onInput={(ipBan) => set({ ipBan })} />
      </div>
      {may("manageRateSettings") && <Charts />}
      <SaveBar count={changed.length} onSave={submit} onDiscard={reset} />
    </Page>
  );
}

function Charts() {
  const rooms = channels.value.filter((channel) => !channel.isVoice);
  const [key, setKey] = useState(room.value ?? rooms[0]?.room ?? "");
  const [paths, setPaths] = useState<{ daily: string; hourly: string } | null>(null);
  useEffect(() => {
    let isHere = true;
    if (key) void load<{ paths?: { daily: string; hourly: string } }>("getRoomCharts", { room: key }).then((answer) => isHere && setPaths(answer?.paths ?? null));
    return () => {
      isHere = false;
    };
  }, [key]);
  const name = rooms.find((channel) => channel.room === key)?.name ?? "";
  return (
    <section class="form stack wide-form">
      <h2>{tm("charts")}</h2>
      <p class="muted">{tm("chartsLead")}</p>
      <SelectField label={tm("chartChannel")} value={key} options={rooms.map((channel): [string, string] => [channel.room, `#${channel.name}`])} testId="chart-channel" onChange={setKey} />
      {paths && (
        <div class="charts">
          <Chart path={paths.daily} label={tm("chartDaily", { name })} />
          <Chart path={paths.hourly} label={tm("chartHourly", { name })} />
        </div>
      )}
    </section>
  );
}
