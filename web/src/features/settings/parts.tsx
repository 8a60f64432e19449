// Fields and bars that the pages of the settings share.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useState } from "preact/hooks";
import { ts } from "../../i18n/settings";
import { readingKey } from "../../ui/direction";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { openMenu } from "../../ui/menus";
import { placeOf } from "../../ui/popover";

interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: string;
  type?: "text" | "number" | "email" | "url";
  maxLength?: number;
  lines?: number;
  testId?: string;
  placeholder?: string;
}

export function TextField({ label, value, onInput, hint, type = "text", maxLength = 200, lines, testId, placeholder }: FieldProps) {
  const id = useId();
  const common = {
    id,
    value,
    maxLength,
    placeholder,
    autoComplete: "off",
    "data-testid": testId,
    "aria-describedby": hint ? `${id}-hint` : undefined,
    onInput: (event: { currentTarget: { value: string } }) => onInput(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="input">{lines ? <textarea rows={lines} {...common} /> : <input type={type} min={type === "number" ? 0 : undefined} {...common} />}</div>
      {hint && <span class="hint" id={`${id}-hint`}>{hint}</span>}
    </div>
  );
}

export function SelectField({ label, value, options, onChange, hint, testId }: { label: string; value: string; options: [string, string][]; onChange: (value: string) => void; hint?: string; testId?: string }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} class="input" value={value} data-testid={testId} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
      </select>
      {hint && <span class="hint">{hint}</span>}
    </div>
  );
}

export function Switch({ label, isOn, onChange, hint, testId }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void; hint?: string; testId?: string }) {
  const id = useId();
  return (
    <label class="switch-row" for={id}>
      <span class="grow">
        <b>{label}</b>
        {hint && <span class="hint">{hint}</span>}
      </span>
      <input id={id} type="checkbox" role="switch" class="switch" checked={isOn} data-testid={testId} onChange={(event) => onChange(event.currentTarget.checked)} />
    </label>
  );
}

interface SaveProps {
  count: number;
  onSave: () => Promise<unknown>;
  onDiscard: () => void;
}

/** There only while something is not saved. Ctrl S saves, too. */
export function SaveBar({ count, onSave, onDiscard }: SaveProps) {
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    if (isBusy) return;
    setBusy(true);
    await onSave();
    setBusy(false);
  };
  // Before it is painted: the key comes as fast as the letter before it, which belongs to what is saved.
  useLayoutEffect(() => {
    if (!count) return;
    const pressed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        void save();
      }
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  });
  if (!count) return null;
  return (
    <div class="savewrap">
      <div class="savebar" role="region" aria-label={ts("changes", { n: count })} data-testid="save-bar">
        <span class="grow" role="status">{ts("changes", { n: count })}</span>
        <button type="button" class="btn quiet" onClick={onDiscard}>{ts("discard")}</button>
        <button type="button" class="btn primary" aria-busy={isBusy} data-testid="save" onClick={() => void save()}>
          {isBusy ? <span class="spin" /> : ts("save")}
        </button>
      </div>
    </div>
  );
}

export function Tabs({ names, current, onChange }: { names: [string, string][]; current: string; onChange: (id: string) => void }) {
  return (
    <div class="tabs" role="tablist">
      {names.map(([id, label]) => (
        <button
          key={id}
          type="button"
          role="tab"
          aria-selected={id === current}
          tabIndex={id === current ? 0 : -1}
          data-testid={`tab-${id}`}
          onClick={() => onChange(id)}
          onKeyDown={(event) => {
            const step = { ArrowRight: 1, ArrowLeft: -1 }[readingKey(event.key)];
            if (!step) return;
            const next = names[(names.findIndex(([known]) => known === current) + step + names.length) % names.length];
            const all = event.currentTarget.parentElement?.querySelectorAll<HTMLElement>("[role=tab]");
            if (next) onChange(next[0]);
            all?.[names.findIndex(([known]) => known === next?.[0])]?.focus();
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

interface Grip {
  name: string;
  /** Whether it can go up or down. */
  canUp: boolean;
  canDown: boolean;
  onMove: (by: -1 | 1) => void;
  /** Rows that can be dragged. */
  onDragStart?: () => void;
}

/** Moves a row: by dragging, with Alt and the arrows, or from its menu. */
export function Handle({ name, canUp, canDown, onMove, onDragStart }: Grip) {
  const menu = (element: HTMLElement) =>
    openMenu({
      label: ts("move", { name }),
      place: placeOf(element),
      items: [
        ...(canUp ? [{ icon: "arrow-up" as const, label: ts("moveUp"), keys: "Alt ↑", act: () => onMove(-1) }] : []),
        ...(canDown ? [{ icon: "arrow-down" as const, label: ts("moveDown"), keys: "Alt ↓", act: () => onMove(1) }] : []),
      ],
    });
  return (
    <button
      type="button"
      class="grip"
      draggable={onDragStart !== undefined}
      aria-label={ts("move", { name })}
      title={ts("move", { name })}
      onClick={(event) => {
        event.stopPropagation();
        if (canUp || canDown) menu(event.currentTarget);
      }}
      onDragStart={(event) => {
        event.dataTransfer?.setData("text/plain", name);
        onDragStart?.();
      }}
      onKeyDown={(event) => {
        if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
        event.preventDefault();
        event.stopPropagation();
        if (event.key === "ArrowUp" ? canUp : canDown) onMove(event.key === "ArrowUp" ? -1 : 1);
      }}
    >
      <Icon paths={moreIcons["grip-vertical"]} />
    </button>
  );
}

interface PageProps {
  title: string;
  lead?: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
  /** For tables. */
  isWide?: boolean;
}

/** A page with a title. */
export function Page({ title, lead, actions, children, isWide = false }: PageProps) {
  return (
    <div class="page scroll">
      <div class={isWide ? "wrap" : "wrap mid"}>
        <div class="page-title">
          <div class="grow">
            <h1 tabIndex={-1}>{title}</h1>
            {lead && <p>{lead}</p>}
          </div>
          {actions}
        </div>
        {children}
      </div>
    </div>
  );
}

/** Nothing to show: why, and what to do. */
export function Empty({ icon, title, hint }: { icon: string; title: string; hint: string }) {
  return (
    <div class="empty">
      <span class="ft"><Icon paths={icon} /></span>
      <b>{title}</b>
      <p>{hint}</p>
    </div>
  );
}

export function SearchField({ label, hint, value, onInput, testId }: { label: string; hint: string; value: string; onInput: (value: string) => void; testId?: string }) {
  return (
    <label class="input search">
      <Icon name="search" small />
      <input type="search" aria-label={label} placeholder={hint} value={value} data-testid={testId} onInput={(event) => onInput(event.currentTarget.value)} />
    </label>
  );
}
